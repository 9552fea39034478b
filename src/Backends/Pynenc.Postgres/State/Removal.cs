using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Removes invocations that have ended, with all that belongs to them, in one statement.</summary>
internal static class Removal
{
    private const string Gone =
        """
        , traits AS (
            DELETE FROM {s}.trait t USING gone g WHERE t.number = CASE WHEN g.traits IS NOT NULL THEN g.number END RETURNING t.reservation_key AS key, g.id),
        reservations AS (
            DELETE FROM {s}.reservation WHERE ctid = ANY (ARRAY (
                SELECT r.at FROM (SELECT key, id FROM traits WHERE key IS NOT NULL ORDER BY key) t
                CROSS JOIN LATERAL (SELECT ctid AS at FROM {s}.reservation WHERE app = $2 AND key = t.key AND id = t.id FOR UPDATE) r)) RETURNING key),
        history AS (DELETE FROM {s}.history h USING gone g WHERE h.number = g.number),
        outcomes AS (DELETE FROM {s}.outcome o USING gone g WHERE o.number = g.number),
        edges AS (DELETE FROM {s}.edge e USING gone g WHERE e.waiter = g.number AND (SELECT count(*) FROM reservations) >= 0),
        contents AS (DELETE FROM {s}.content_reference r USING gone g WHERE r.number = g.number),
        calls AS (DELETE FROM {s}.call c USING gone g WHERE c.number = g.number),
        rows AS (DELETE FROM {s}.invocation i USING gone g WHERE i.number = g.number),
        counted AS (INSERT INTO {s}.tally (app, task, status, delta) SELECT $2, task, status, -count(*) FROM gone GROUP BY task, status)
        SELECT count(*) FROM gone
        """;

    /// <summary>The condition on the status is that of the index, so that those that ended first are its first rows.</summary>
    private static readonly SqlText Prune = new(
        """
        WITH gone AS MATERIALIZED (
            SELECT number, task, status, traits, id FROM {s}.invocation
            WHERE app = $2 AND status IN (3, 13, 14, 15, 17) AND status = ANY ($3::smallint[]) AND changed_at < $4
            ORDER BY changed_at, number LIMIT $5 FOR UPDATE SKIP LOCKED)
        """ + Gone);

    private static readonly SqlText Delete = new(
        """
        WITH gone AS MATERIALIZED (
            SELECT i.* FROM unnest($3::uuid[]) AS r (id) CROSS JOIN LATERAL (
                SELECT number, task, status, traits, id FROM {s}.invocation
                WHERE id = r.id AND app IS NOT DISTINCT FROM $2 AND status + 0 IN (3, 13, 14, 15, 17) FOR UPDATE) i)
        """ + Gone);

    public static ValueTask<int> PruneAsync(PostgresDatabase database, PruneRequest request, CancellationToken cancellationToken) => CountAsync(
        database,
        commands =>
        {
            commands.Add(Prune).With(request.Statuses.Select(s => (short)s).ToArray()).With(Ticks.Of(request.EndedBefore)).With(request.Limit);
            RateKeys.AddRemoveOver(commands, request.Limit);
            Reservations.AddRemoveOver(commands, request.Limit);
        },
        cancellationToken);

    public static ValueTask<int> DeleteAsync(PostgresDatabase database, IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        CountAsync(database, commands => commands.Add(Delete).With(ids.Select(i => i.Value).Distinct().Order().ToArray()), cancellationToken);

    private static ValueTask<int> CountAsync(PostgresDatabase database, Action<Commands> add, CancellationToken cancellationToken) => database.ReadAsync(
        add,
        async (rows, token) =>
        {
            await rows.ReadAsync(token).ConfigureAwait(false);
            return (int)rows.GetInt64(0);
        },
        cancellationToken);
}
