using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another store does; a fault overrides the one member it breaks.</summary>
internal class DelegatingSweeps(SweepStore inner, Action<string>? called = null) : SweepStore
{
    public SweepStore Inner => inner;

    protected override ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(FindOrphansCoreAsync));
        return inner.FindOrphansAsync(limit, cancellationToken);
    }

    protected override ValueTask<UnroutedPage> FindUnroutedCoreAsync(DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(FindUnroutedCoreAsync));
        return inner.FindUnroutedAsync(now, markedBefore, limit, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(FindStalledCoreAsync));
        return inner.FindStalledAsync(since, limit, cancellationToken);
    }

    protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PruneCoreAsync));
        return inner.PruneAsync(request, cancellationToken);
    }

    protected override ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(DeleteCoreAsync));
        return inner.DeleteAsync(ids, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(FindParkedCoreAsync));
        return inner.FindParkedAsync(tasks, reasonPrefix, limit, cancellationToken);
    }
}
