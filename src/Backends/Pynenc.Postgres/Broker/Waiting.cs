namespace Pynenc.Postgres;

/// <summary>Counts what waits in the queues.</summary>
/// <remarks>
/// What a taker has locked and not yet committed is not counted, because another taker that passes over it says that the queue is empty.
/// A lock is the number of a transaction. Whether it was there when the snapshot was taken is told by a number of our own, drawn just before:
/// what is smaller and still runs was there, what is larger came later. The numbers in rows go round at 2 to the power of 32.
/// </remarks>
internal static class Waiting
{
    private static readonly SqlText DrawNumber = new("SELECT pg_current_xact_id() WHERE $1::bigint IS NULL OR $2 > 0");

    private static readonly SqlText Count = new(
        """
        WITH snapshot (running, next, ahead) AS MATERIALIZED (
            SELECT ARRAY (SELECT x::xid FROM pg_snapshot_xip(s) AS x), pg_snapshot_xmax(s)::text::bigint,
                greatest(pg_current_xact_id()::text::bigint - pg_snapshot_xmax(s)::text::bigint, 0)
            FROM pg_current_snapshot() AS s)
        SELECT (SELECT count(*) FROM {s}.entry e WHERE e.app + 0 = $2 AND e.visible_at = 0 AND CASE WHEN e.xmax = '0'::xid THEN true
                ELSE e.xmax <> ALL ((SELECT running FROM snapshot)::xid[])
                    AND (e.xmax::text::bigint - (SELECT next FROM snapshot)) & 4294967295 >= (SELECT ahead FROM snapshot) END)
            + (SELECT count(*) FROM {s}.entry e WHERE e.app = $2 AND e.visible_at > 0 AND e.visible_at <= {now})
        """);

    public static ValueTask<long> CountAsync(PostgresDatabase database, CancellationToken cancellationToken) => database.ReadAsync(
        commands =>
        {
            commands.Add(DrawNumber);
            commands.Add(Count);
        },
        async (rows, token) => await rows.NextResultAsync(token).ConfigureAwait(false) && await rows.ReadAsync(token).ConfigureAwait(false) ? rows.GetInt64(0) : 0,
        cancellationToken);
}
