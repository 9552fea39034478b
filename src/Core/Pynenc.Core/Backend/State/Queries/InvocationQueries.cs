namespace Pynenc.Backend;

/// <summary>Questions about invocations, each served by an index.</summary>
public abstract class InvocationQueries
{
    /// <summary>The longest page.</summary>
    public const int MaxPage = 1000;

    /// <summary>One invocation, or <see langword="null"/> when it is unknown.</summary>
    public ValueTask<InvocationState?> GetAsync(InvocationId id, CancellationToken cancellationToken) =>
        GetCoreAsync(id, cancellationToken);

    /// <summary>What became of invocations. Unknown ids are left out; the order is not kept.</summary>
    public ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? new([]) : GetOutcomesCoreAsync(ids, cancellationToken);

    /// <summary>The history of one invocation, in order; empty when it is unknown.</summary>
    public ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryAsync(InvocationId id, CancellationToken cancellationToken) =>
        GetHistoryCoreAsync(id, cancellationToken);

    /// <summary>Invocations by task and status, from counters kept in the same step as each transition.</summary>
    public ValueTask<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellationToken) =>
        CountCoreAsync(cancellationToken);

    /// <summary>A page of invocations in the order of registration; pages never overlap, whatever happens meanwhile.</summary>
    /// <param name="filter">Which invocations.</param>
    /// <param name="after"><see cref="InvocationPage.Next"/> of the page before; 0 for the first.</param>
    /// <param name="limit">1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public ValueTask<InvocationPage> PageAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return PageCoreAsync(filter, after, limit, cancellationToken);
    }

    /// <summary>Who holds the slots of a concurrency limit, and how many wait for one.</summary>
    /// <returns>The holders, those that were handed a slot and not claimed yet included; empty when the key is unknown.</returns>
    public ValueTask<ConcurrencyState> GetConcurrencyAsync(string key, CancellationToken cancellationToken) =>
        GetConcurrencyCoreAsync(key, cancellationToken);

    /// <inheritdoc cref="GetConcurrencyAsync"/>
    /// <remarks>Override together with <see cref="StateCapabilities.Limits"/>.</remarks>
    protected virtual ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken) =>
        new(new ConcurrencyState(key, [], 0));

    /// <inheritdoc cref="GetAsync"/>
    protected abstract ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken);

    /// <inheritdoc cref="GetOutcomesAsync"/>
    protected abstract ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken);

    /// <inheritdoc cref="GetHistoryAsync"/>
    protected abstract ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(
        InvocationId id, CancellationToken cancellationToken);

    /// <inheritdoc cref="CountAsync"/>
    protected abstract ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="PageAsync"/>
    protected abstract ValueTask<InvocationPage> PageCoreAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken);
}
