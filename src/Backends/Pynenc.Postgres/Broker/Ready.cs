namespace Pynenc.Postgres;

/// <summary>The part of statements that finds the first receivable entries of the wanted queues, and locks them.</summary>
/// <remarks>
/// All queues together are one range of an index, and so is each of them. What another transaction has locked is passed over: it is
/// being taken there. Of several queues at once a taker locks as many of each as it wants in all, for the moment of its statement.
/// Turns of different queues tell nothing of each other, so where there are lanes the first of each queue are compared by when they came:
/// in a queue's own order each stands where the latest up to it does.
/// </remarks>
internal static class Ready
{
    private const string Columns = "ctid AS at, rank, turn, place, number, id, is_limited";

    private const string Head =
        """
        CROSS JOIN LATERAL (
                SELECT queue AS of_queue, ctid AS at, rank, turn, place, number, id, is_limited FROM {s}.entry
                WHERE app = $2 AND queue = q.queue AND visible_at = 0 AND {condition}
                ORDER BY rank, turn, place LIMIT $4 FOR UPDATE SKIP LOCKED) e
        """;

    private const string Merged = "at, rank, max(place) OVER (PARTITION BY of_queue, rank ORDER BY turn, place) AS line, turn, place, number, id, is_limited";

    private const string AnyLane = "EXISTS (SELECT 1 FROM {s}.lane WHERE app = $2)";

    private const string All =
        $$"""
        plain AS MATERIALIZED (
            SELECT {{Columns}} FROM {s}.entry
            WHERE app + 0 = $2 AND visible_at = 0 AND cardinality($3::text[]) = 0 AND NOT {{AnyLane}} AND {condition}
            ORDER BY rank, place LIMIT $4 FOR UPDATE SKIP LOCKED),
        laned AS MATERIALIZED (
            SELECT {{Merged}} FROM (
                WITH RECURSIVE named (queue) AS (
                    (SELECT queue FROM {s}.entry WHERE app = $2 AND visible_at = 0 AND {{AnyLane}} ORDER BY queue LIMIT 1)
                    UNION ALL
                    SELECT (SELECT queue FROM {s}.entry WHERE app = $2 AND visible_at = 0 AND queue > n.queue ORDER BY queue LIMIT 1) FROM named n WHERE n.queue IS NOT NULL)
                SELECT queue FROM named WHERE queue IS NOT NULL) q
            {{Head}}
            ORDER BY rank, line, turn, place LIMIT $4),
        picked AS MATERIALIZED (
            SELECT at, rank, place AS line, turn, place, number, id, is_limited FROM plain UNION ALL SELECT * FROM laned)
        """;

    private const string One =
        $$"""
        picked AS MATERIALIZED (
            SELECT {{Columns}}, turn AS line FROM {s}.entry
            WHERE app = $2 AND queue = ($3::text[])[1] AND visible_at = 0 AND {condition}
            ORDER BY rank, turn, place LIMIT $4 FOR UPDATE SKIP LOCKED)
        """;

    private const string Several =
        $$"""
        picked AS MATERIALIZED (
            SELECT {{Merged}} FROM (SELECT DISTINCT queue FROM unnest($3::text[]) AS n (queue)) q {{Head}}
            ORDER BY rank, line, turn, place LIMIT $4)
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
    /// <remarks>Its rows are in the order of the queue by <c>rank, line, turn, place</c>.</remarks>
    /// <param name="queues">How many queues are wanted.</param>
    /// <param name="condition">What else must hold for anything to be picked.</param>
    public static string Picked(Wanted queues, string condition = "true") =>
        (queues switch { Wanted.All => All, Wanted.One => One, _ => Several }).Replace("{condition}", condition, StringComparison.Ordinal);
}
