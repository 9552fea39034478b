namespace Pynenc.Postgres;

/// <summary>The part of statements that finds the first receivable entries of the wanted queues, and locks them.</summary>
/// <remarks>
/// Each queue is one range of an index. With no queue named, the queues that have entries are found by one step into the index each.
/// What another transaction has locked is passed over: it is being taken there.
/// </remarks>
internal static class Ready
{
    /// <summary>A table <c>picked</c> with the places. <c>$3</c> is the wanted queues, empty for all, and <c>$4</c> how many.</summary>
    public const string Picked =
        """
        queues (queue) AS (
            SELECT queue FROM unnest($3::text[]) AS wanted (queue)
            UNION
            SELECT queue FROM found WHERE cardinality($3::text[]) = 0 AND queue IS NOT NULL),
        picked AS (
            SELECT e.at, e.rank, e.place FROM queues q CROSS JOIN LATERAL (
                SELECT ctid AS at, rank, place FROM {s}.entry
                WHERE app = $2 AND queue = q.queue AND visible_at = 0
                ORDER BY rank, place LIMIT $4 FOR UPDATE SKIP LOCKED) e
            ORDER BY e.rank, e.place LIMIT $4)
        """;

    /// <summary>A table <c>found</c> with the queues that have entries, for <see cref="Picked"/>; only looked for when none is named.</summary>
    public const string Found =
        """
        found (queue) AS (
            (SELECT queue FROM {s}.entry WHERE app = $2 AND visible_at = 0 AND cardinality($3::text[]) = 0 ORDER BY queue LIMIT 1)
            UNION ALL
            SELECT (SELECT e.queue FROM {s}.entry e WHERE e.app = $2 AND e.visible_at = 0 AND e.queue > f.queue ORDER BY e.queue LIMIT 1)
            FROM found f WHERE f.queue IS NOT NULL)
        """;

    /// <summary>Makes receivable what has fallen due. <c>$1</c> and <c>$2</c> are the time and the application.</summary>
    public static SqlText ShowDue { get; } = new(
        """
        UPDATE {s}.entry SET visible_at = 0, receipt = 0
        WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM {s}.entry WHERE app = $2 AND visible_at > 0 AND visible_at <= {now}
            ORDER BY visible_at LIMIT 10000 FOR UPDATE SKIP LOCKED))
        """);

    /// <summary>When the next hidden entry shows, or null, and whether one is receivable of the wanted queues.</summary>
    public static SqlText Next { get; } = new(
        """
        SELECT (SELECT min(visible_at) FROM {s}.entry WHERE app = $2 AND visible_at > 0) - {now},
            EXISTS (SELECT 1 FROM {s}.entry WHERE app = $2 AND visible_at = 0 AND (cardinality($3::text[]) = 0 OR queue = ANY ($3::text[])))
        """);
}
