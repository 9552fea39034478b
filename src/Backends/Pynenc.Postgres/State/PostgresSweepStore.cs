using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Finds what needs care, each question by an index of its own that holds little else.</summary>
internal sealed class PostgresSweepStore(PostgresDatabase database, ColocationMode mode) : SweepStore
{
    private const string RouteColumns = "i.id, c.queue, c.priority, i.not_before, i.sequence, t.lane";

    /// <summary>The owners are few: each is found by one step into the index, and looked up among the runners.</summary>
    /// <remarks>What waits for a slot is none: it is in its key's line, and every step that frees a slot looks there.</remarks>
    private static readonly SqlText Orphans = new(
        """
        WITH RECURSIVE owners (owner) AS (
            (SELECT owner FROM {s}.invocation WHERE app = $2 AND owner IS NOT NULL ORDER BY owner LIMIT 1)
            UNION ALL
            SELECT (SELECT i.owner FROM {s}.invocation i WHERE i.app = $2 AND i.owner > o.owner ORDER BY i.owner LIMIT 1)
            FROM owners o WHERE o.owner IS NOT NULL),
        lost AS (
            SELECT o.owner FROM owners o WHERE o.owner IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM {s}.runner r WHERE r.app = $2 AND r.id = o.owner))
        SELECT number, id, status, owner, epoch, recoveries FROM (
            SELECT i.number, i.id, i.status, i.owner, i.epoch, i.recoveries FROM lost l CROSS JOIN LATERAL (
                SELECT * FROM {s}.invocation i WHERE i.app = $2 AND i.owner = l.owner ORDER BY i.number LIMIT $3) i
            UNION ALL
            (SELECT number, id, status, owner, epoch, recoveries FROM {s}.invocation
                WHERE app = $2 AND routing = 0 AND status IN (2, 6, 8, 11) AND owner IS NULL ORDER BY number LIMIT $3)) orphans
        ORDER BY number LIMIT $3
        """);

    private static readonly SqlText Unrouted = new(
        $$"""
        SELECT {{RouteColumns}} {{InvocationRows.Source}}
        WHERE i.app = $2 AND i.routing = 1 AND coalesce(i.not_before, 0) <= $3 AND (i.not_before IS NOT NULL OR i.changed_at < $4)
        ORDER BY coalesce(i.not_before, 0), i.changed_at, i.number LIMIT $5
        """);

    private static readonly SqlText NextDue = new(
        "SELECT min(coalesce(not_before, 0)) FROM {s}.invocation WHERE app = $2 AND routing = 1 AND coalesce(not_before, 0) > $3");

    private static readonly SqlText Stalled = new(
        $$"""
        SELECT {{RouteColumns}} {{InvocationRows.Source}}
        WHERE i.app = $2 AND i.routing = 2 AND i.changed_at < $3 AND coalesce(i.not_before, 0) < $3 AND coalesce(i.not_before, 0) <= {now}
        ORDER BY i.changed_at, i.number LIMIT $4
        """);

    /// <summary>Asked only while the queue of this database is empty: then whatever is available has lost its entry.</summary>
    private static readonly SqlText Unqueued = new(
        $$"""
        SELECT {{RouteColumns}} FROM (SELECT DISTINCT task FROM {s}.tally WHERE app = $2 AND status IN ({available})) k
        CROSS JOIN LATERAL (
            SELECT * FROM {s}.invocation i WHERE i.app = $2 AND i.task = k.task AND i.status IN ({available})
            AND i.changed_at < $3 AND coalesce(i.not_before, 0) < $3 AND coalesce(i.not_before, 0) <= {now} LIMIT $4) i
        JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}} ORDER BY i.changed_at, i.number LIMIT $4
        """);

    private static readonly SqlText Parked = new(
        """
        SELECT p.id FROM unnest($3::text[]) AS t (task) CROSS JOIN LATERAL (
            SELECT id, number FROM {s}.invocation
            WHERE app = $2 AND task = t.task AND status = 16 AND starts_with(coalesce(reason, ''), $4) ORDER BY number LIMIT $5) p
        ORDER BY p.number LIMIT $5
        """);

    protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken) =>
        Removal.PruneAsync(database, request, cancellationToken);

    protected override ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        Removal.DeleteAsync(database, ids, cancellationToken);

    protected override ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken) => database.ReadAsync(
        commands => commands.Add(Orphans).With(limit),
        async (rows, token) =>
        {
            var orphans = new List<Orphan>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                Fence? fence = rows.GuidOrNull(3) is { } owner ? new Fence(new RunnerId(owner), rows.GetInt64(4)) : null;
                orphans.Add(new Orphan(new InvocationId(rows.GetGuid(1)), (InvocationStatus)rows.GetInt16(2), fence, rows.GetInt32(5)));
            }

            return (IReadOnlyList<Orphan>)orphans;
        },
        cancellationToken);

    protected override ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        commands =>
        {
            commands.Add(Unrouted).With(Ticks.Of(now)).With(Ticks.Of(markedBefore)).With(limit);
            commands.Add(NextDue).With(Ticks.Of(now));
        },
        async (rows, token) =>
        {
            List<Route> routes = await ReadRoutesAsync(rows, token).ConfigureAwait(false);
            await rows.NextResultAsync(token).ConfigureAwait(false);
            await rows.ReadAsync(token).ConfigureAwait(false);
            return new UnroutedPage(routes, rows.TimeOrNull(0));
        },
        cancellationToken);

    protected override async ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            commands => commands.Add(mode.IsColocated ? Unqueued : Stalled).With(Ticks.Of(since)).With(limit),
            ReadRoutesAsync,
            cancellationToken).ConfigureAwait(false);

    protected override ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        commands => commands.Add(Parked).With(tasks.Select(t => t.Value).ToArray()).With(reasonPrefix).With(limit),
        async (rows, token) =>
        {
            var parked = new List<InvocationId>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                parked.Add(new InvocationId(rows.GetGuid(0)));
            }

            return (IReadOnlyList<InvocationId>)parked;
        },
        cancellationToken);

    private static async ValueTask<List<Route>> ReadRoutesAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var routes = new List<Route>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            routes.Add(new Route(
                new InvocationId(rows.GetGuid(0)), new QueueName(rows.GetString(1)), Priority.FromStore(rows.GetDouble(2)), rows.TimeOrNull(3), rows.GetInt32(4),
                rows.TextOrNull(5)));
        }

        return routes;
    }
}
