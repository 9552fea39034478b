namespace Pynenc.Postgres;

/// <summary>The part of statements that puts entries into the queues: start-time fair queueing among the lanes of a queue and rank.</summary>
/// <remarks>
/// An entry's turn is the one behind its lane's last, or the first that waits, whichever is later; so a lane that comes late begins where the
/// others are, and no stream of new lanes holds up those that wait. In a queue and rank without lanes an entry's turn is its place, which costs
/// nothing. Where there are lanes, entries without one count as one more, of the name ''. The row of a lane is moved in one step, so no two
/// entries of a lane get one turn, whoever publishes them.
/// </remarks>
internal static class Queueing
{
    private const string Shown =
        "SELECT e.turn FROM {s}.entry e WHERE e.app = $2 AND e.queue = p.queue AND e.rank = p.rank AND e.visible_at = 0 ORDER BY e.turn";

    private const string Parts =
        $$"""
        lanes (any_lane) AS MATERIALIZED (SELECT $ANY_LANE OR EXISTS (SELECT 1 FROM {s}.lane WHERE app = $2)),
        heads AS MATERIALIZED (
            SELECT p.*, ({{Shown}} LIMIT 1) AS head, ({{Shown}} DESC LIMIT 1) AS tail,
                EXISTS (SELECT 1 FROM {s}.lane l WHERE l.app = $2 AND l.queue = p.queue AND l.rank = p.rank) AS was_laned
            FROM (SELECT queue, rank, min(place) AS first, bool_or(lane IS NOT NULL) AS is_laned FROM $SOURCE WHERE (SELECT any_lane FROM lanes)
                GROUP BY queue, rank) p),
        turning AS MATERIALIZED (
            SELECT s.*, coalesce(s.lane, '') AS name, h.head, h.first, h.tail, h.was_laned FROM $SOURCE s JOIN heads h ON h.queue = s.queue AND h.rank = s.rank
            WHERE h.is_laned OR (h.was_laned AND h.head IS NOT NULL)),
        moved AS (
            INSERT INTO {s}.lane AS l (app, queue, rank, name, turn, step)
            SELECT $2, queue, rank, name, max(base) + sum(step), sum(step) FROM (
                SELECT queue, rank, name, 1 AS step,
                    greatest(coalesce(head, first) - 1, CASE WHEN name = '' AND NOT was_laned THEN tail END) AS base FROM turning
                UNION ALL SELECT queue, rank, '', 0, tail FROM heads WHERE is_laned AND NOT was_laned AND tail IS NOT NULL) AS each
            GROUP BY queue, rank, name ORDER BY queue, rank, name
            ON CONFLICT (app, queue, rank, name) DO UPDATE SET turn = greatest(l.turn, excluded.turn - excluded.step) + excluded.step, step = excluded.step
            RETURNING queue, rank, name, turn, step),
        queued AS (
            INSERT INTO {s}.entry (app, queue, rank, turn, place, id, number, visible_at, receipt, is_limited, is_apart)
            SELECT $2, queue, rank, place, place, id, number, due, 0, is_limited, number IS NULL FROM $SOURCE
            WHERE NOT (SELECT any_lane FROM lanes)
            UNION ALL
            SELECT $2, s.queue, s.rank, s.place, s.place, s.id, s.number, s.due, 0, s.is_limited, s.number IS NULL
            FROM $SOURCE s JOIN heads h ON h.queue = s.queue AND h.rank = s.rank WHERE NOT (h.is_laned OR (h.was_laned AND h.head IS NOT NULL))
            UNION ALL
            SELECT $2, t.queue, t.rank, m.turn - m.step + row_number() OVER (PARTITION BY t.queue, t.rank, t.name ORDER BY t.place),
                t.place, t.id, t.number, t.due, 0, t.is_limited, true
            FROM turning t JOIN moved m ON m.queue = t.queue AND m.rank = t.rank AND m.name = t.name)
        """;

    /// <summary>Tables up to <c>queued</c>, which enters the rows of a table that has queue, rank, place, id, number, due (0 for at once), lane and is_limited.</summary>
    /// <param name="source">The name of the table; its places are in the order of the rows.</param>
    /// <param name="anyLane">A condition that is true when a row of it has a lane.</param>
    public static string From(string source, string anyLane) =>
        Parts.Replace("$SOURCE", source, StringComparison.Ordinal).Replace("$ANY_LANE", anyLane, StringComparison.Ordinal);

    /// <summary>Forgets lanes whose last entry has had its turn: they begin where the others are, as one that was never seen.</summary>
    public static SqlText Forget { get; } = new(
        $$"""
        DELETE FROM {s}.lane WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM {s}.lane p WHERE p.app = $2 AND coalesce($1::bigint, 0) >= 0 AND p.turn < coalesce(({{Shown}} LIMIT 1), 9223372036854775807)
            FOR UPDATE SKIP LOCKED))
        """);
}
