using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another store does; a fault overrides the one member it breaks.</summary>
internal class DelegatingQueries(InvocationQueries inner, Action<string>? called = null) : InvocationQueries
{
    public InvocationQueries Inner => inner;

    protected override ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(GetCoreAsync));
        return inner.GetAsync(id, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(GetOutcomesCoreAsync));
        return inner.GetOutcomesAsync(ids, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(InvocationId id, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(GetHistoryCoreAsync));
        return inner.GetHistoryAsync(id, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(CountCoreAsync));
        return inner.CountAsync(cancellationToken);
    }

    protected override ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(GetConcurrencyCoreAsync));
        return inner.GetConcurrencyAsync(key, cancellationToken);
    }

    protected override ValueTask<InvocationPage> PageCoreAsync(InvocationFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PageCoreAsync));
        return inner.PageAsync(filter, after, limit, cancellationToken);
    }
}
