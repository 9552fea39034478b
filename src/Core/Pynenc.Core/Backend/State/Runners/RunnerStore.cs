namespace Pynenc.Backend;

/// <summary>Runners and their leases. A lease belongs to the runner; its claims live and die with it.</summary>
public abstract class RunnerStore
{
    /// <summary>Registers a runner under a lease. Repeating it renews the lease.</summary>
    public ValueTask RegisterAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        return RegisterCoreAsync(runner, lease, cancellationToken);
    }

    /// <summary>Extends the lease of a registered runner, and compares what it holds.</summary>
    /// <remarks>A late heartbeat still counts while nobody has removed the runner; a removed runner is never revived.</remarks>
    public ValueTask<RenewOutcome> RenewAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Lease, TimeSpan.Zero);
        return RenewCoreAsync(request, cancellationToken);
    }

    /// <summary>Removes a runner that stops, or that is known to be dead. What it still owns becomes an orphan at once.</summary>
    public ValueTask UnregisterAsync(RunnerId runner, CancellationToken cancellationToken) =>
        UnregisterCoreAsync(runner, cancellationToken);

    /// <summary>Removes the runners whose lease has ended, by the store's clock. Safe to call from many runners at once.</summary>
    /// <returns>The runners this call removed; each is returned to one caller only.</returns>
    public ValueTask<IReadOnlyList<RunnerInfo>> ExpireAsync(CancellationToken cancellationToken) =>
        ExpireCoreAsync(cancellationToken);

    /// <summary>The registered runners, the oldest first.</summary>
    public ValueTask<IReadOnlyList<RunnerInfo>> ListAsync(CancellationToken cancellationToken) =>
        ListCoreAsync(cancellationToken);

    /// <inheritdoc cref="RegisterAsync"/>
    protected abstract ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken);

    /// <inheritdoc cref="RenewAsync"/>
    protected abstract ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="UnregisterAsync"/>
    protected abstract ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken);

    /// <inheritdoc cref="ExpireAsync"/>
    protected abstract ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="ListAsync"/>
    protected abstract ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken);
}
