using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Runners and their leases, by the server's clock.</summary>
internal sealed class PostgresRunnerStore(PostgresDatabase database) : RunnerStore
{
    private const string Columns = "id, kind, host, process_id, slots, started_at";

    private static readonly SqlText Register = new(
        """
        INSERT INTO {s}.runner (app, id, kind, host, process_id, slots, started_at, lease_until)
        VALUES ($2, $3, $4, $5, $6, $7, $8, {now} + $9)
        ON CONFLICT (app, id) DO UPDATE SET lease_until = excluded.lease_until
        """);

    private static readonly SqlText Renew = new("UPDATE {s}.runner SET lease_until = {now} + $4 WHERE app = $2 AND id = $3 RETURNING id, NULL::bigint");

    private static readonly SqlText Claims = new("SELECT id, epoch FROM {s}.invocation WHERE app = $2 AND owner = $3");

    private static readonly SqlText Unregister = new("DELETE FROM {s}.runner WHERE app = $2 AND id = $3");

    private static readonly SqlText Expire = new(
        $"DELETE FROM {{s}}.runner WHERE ctid = ANY (ARRAY (SELECT ctid FROM {{s}}.runner WHERE app = $2 AND lease_until <= {{now}} ORDER BY id FOR UPDATE)) RETURNING {Columns}");

    private static readonly SqlText List = new($"SELECT {Columns} FROM {{s}}.runner WHERE app = $2 ORDER BY started_at, number");

    /// <summary>Sums up what transactions have added, once it is worth it. Counts read before, after and meanwhile are the same.</summary>
    private static readonly SqlText SumUp = new(
        """
        WITH gone AS (
            DELETE FROM {s}.tally WHERE ctid = ANY (ARRAY (
                SELECT ctid FROM {s}.tally WHERE app = $2 AND (SELECT count(*) FROM (SELECT 1 FROM {s}.tally WHERE app = $2 LIMIT 2000) AS some_rows) = 2000
                FOR UPDATE SKIP LOCKED))
            RETURNING task, status, delta)
        INSERT INTO {s}.tally (app, task, status, delta)
        SELECT $2, task, status, sum(delta) FROM gone GROUP BY task, status HAVING sum(delta) <> 0
        """);

    protected override async ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            commands => commands.Add(Register)
                .With(runner.Id.Value).With(runner.Kind).With(runner.Host).With(runner.ProcessId).With(runner.Slots)
                .With(Ticks.Of(runner.StartedAt)).With(lease.Ticks),
            cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        HashSet<HeldInvocation>? stored = await database.ReadAsync(
            commands =>
            {
                commands.Add(Renew).With(request.Runner.Value).With(request.Lease.Ticks);
                commands.Add(Claims).With(request.Runner.Value);
            },
            ReadClaimsAsync,
            cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return RenewOutcome.Lost;
        }

        InvocationId[] noLongerHeld = [.. request.Held.Where(h => !stored.Contains(h)).Select(h => h.Id)];
        stored.ExceptWith(request.Held);
        return new RenewOutcome(IsLost: false, noLongerHeld, [.. stored]);
    }

    protected override async ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken) =>
        await database.WriteAsync(commands => commands.Add(Unregister).With(runner.Value), cancellationToken).ConfigureAwait(false);

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken) => database.ReadAsync(
        commands =>
        {
            commands.Add(Expire);
            commands.Add(SumUp);
            commands.Add(Queueing.Forget);
        },
        ReadRunnersAsync,
        cancellationToken);

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(commands => commands.Add(List), ReadRunnersAsync, cancellationToken);

    /// <returns>Null when the runner is not registered any more.</returns>
    private static async ValueTask<HashSet<HeldInvocation>?> ReadClaimsAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var claims = new HashSet<HeldInvocation>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            claims.Add(new HeldInvocation(new InvocationId(rows.GetGuid(0)), rows.GetInt64(1)));
        }

        return claims;
    }

    private static async ValueTask<IReadOnlyList<RunnerInfo>> ReadRunnersAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var runners = new List<RunnerInfo>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            runners.Add(new RunnerInfo(
                new RunnerId(rows.GetGuid(0)), rows.GetString(1), rows.GetString(2), rows.GetInt32(3), rows.GetInt32(4), rows.Time(5)));
        }

        return runners;
    }
}
