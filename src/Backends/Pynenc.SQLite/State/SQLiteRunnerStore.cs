using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Runners and their leases, by the application's clock.</summary>
internal sealed class SQLiteRunnerStore(SQLiteDatabase database) : RunnerStore
{
    private static readonly SqlText ReadClaims = new(
        "SELECT i.id, i.epoch FROM {invocation} i WHERE i.owner = (SELECT number FROM {runner} WHERE id = ?1)");

    private static readonly SqlText AnyExpired = new("SELECT EXISTS (SELECT 1 FROM {runner} WHERE lease_until <= ?1)");

    private static readonly SqlText ReadAll = new(
        "SELECT " + RunnerColumns.Names + " FROM {runner} WHERE lease_until IS NOT NULL ORDER BY started_at, number");

    protected override async ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(new RegisterOperation(runner, database.Now + lease), cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        var renew = new RenewOperation(request.Runner, database.Now + request.Lease);
        return await database.WriteAsync(renew, cancellationToken).ConfigureAwait(false)
            ? await CompareAsync(request, cancellationToken).ConfigureAwait(false)
            : RenewOutcome.Lost;
    }

    protected override async ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken) =>
        await database.WriteAsync(new UnregisterOperation(runner), cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = database.Now;
        using (ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            SQLiteStatement any = lease.Link.Use(AnyExpired).Bind(1, Ticks.Of(now));
            if (!any.Step() || any.Long(0) == 0)
            {
                return [];
            }
        }

        return await database.WriteAsync(new ExpireOperation(now), cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return RunnerColumns.ReadAll(lease.Link.Use(ReadAll));
    }

    private async ValueTask<RenewOutcome> CompareAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        var stored = new HashSet<HeldInvocation>();
        using (ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            SQLiteStatement row = lease.Link.Use(ReadClaims).Bind(1, request.Runner.Value);
            while (row.Step())
            {
                stored.Add(new HeldInvocation(new InvocationId(row.Guid(0)), row.Long(1)));
            }
        }

        InvocationId[] noLongerHeld = [.. request.Held.Where(h => !stored.Contains(h)).Select(h => h.Id)];
        stored.ExceptWith(request.Held);
        return new RenewOutcome(IsLost: false, noLongerHeld, [.. stored]);
    }
}
