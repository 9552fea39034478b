namespace Pynenc.Postgres;

/// <summary>The part of statements that finds the first receivable entries of the wanted queues, and locks them.</summary>
/// <remarks>
/// All queues together are one range of an index, and so is each of them. What another transaction has locked is passed over: it is
/// being taken there. Of several queues at once a taker locks as many of each as it wants in all, for the moment of its statement.
/// </remarks>
internal static class Ready
{
    private const string All =
        """
        picked AS MATERIALIZED (
            SELECT ctid AS at, rank, place FROM {s}.entry
            WHERE app + 0 = $2 AND visible_at = 0 AND cardinality($3::text[]) = 0 AND {condition}
            ORDER BY rank, place LIMIT $4 FOR UPDATE SKIP LOCKED)
        """;

    private const string One =
        """
        picked AS MATERIALIZED (
            SELECT ctid AS at, rank, place FROM {s}.entry
            WHERE app = $2 AND queue = ($3::text[])[1] AND visible_at = 0 AND {condition}
            ORDER BY rank, place LIMIT $4 FOR UPDATE SKIP LOCKED)
        """;

    private const string Several =
        """
        picked AS MATERIALIZED (
            SELECT e.at, e.rank, e.place FROM unnest($3::text[]) AS q (queue) CROSS JOIN LATERAL (
                SELECT ctid AS at, rank, place FROM {s}.entry
                WHERE app = $2 AND queue = q.queue AND visible_at = 0 AND {condition}
                ORDER BY rank, place LIMIT $4 FOR UPDATE SKIP LOCKED) e
            ORDER BY e.rank, e.place LIMIT $4)
        """;

    /// <summary>Makes receivable what has fallen due. <c>$1</c> and <c>$2</c> are the time and the application.</summary>
    public static SqlText ShowDue { get; } = new(
        """
        UPDATE {s}.entry SET visible_at = 0, receipt = 0
        WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM {s}.entry WHERE app = $2 AND visible_at > 0 AND visible_at <= {now}
            ORDER BY visible_at LIMIT 10000 FOR UPDATE SKIP LOCKED))
        """);

    /// <summary>How long until the next hidden entry shows, or null, and whether one is receivable of the wanted queues.</summary>
    public static QueueText Next { get; } = new(queues => new SqlText(
        "SELECT (SELECT min(visible_at) FROM {s}.entry WHERE app = $2 AND visible_at > 0) - {now}, " + queues switch
        {
            Wanted.All => "cardinality($3::text[]) = 0 AND EXISTS (SELECT 1 FROM {s}.entry WHERE app + 0 = $2 AND visible_at = 0)",
            Wanted.One => "EXISTS (SELECT 1 FROM {s}.entry WHERE app = $2 AND visible_at = 0 AND queue = ($3::text[])[1])",
            _ => "EXISTS (SELECT 1 FROM unnest($3::text[]) AS q (queue) WHERE EXISTS (SELECT 1 FROM {s}.entry e WHERE e.app = $2 AND e.visible_at = 0 AND e.queue = q.queue))",
        }));

    /// <summary>A table <c>picked</c> with the places. <c>$3</c> is the wanted queues, empty for all, and <c>$4</c> how many.</summary>
    /// <param name="queues">How many queues are wanted.</param>
    /// <param name="condition">What else must hold for anything to be picked.</param>
    public static string Picked(Wanted queues, string condition = "true") =>
        (queues switch { Wanted.All => All, Wanted.One => One, _ => Several }).Replace("{condition}", condition, StringComparison.Ordinal);
}
