namespace Pynenc.Backend;

/// <summary>Finds what needs care. Finding changes nothing; acting on it is a transition that only one caller wins.</summary>
public abstract class SweepStore
{
    /// <summary>
    /// Invocations owned by a runner that is not registered, and ownerless ones left in killed, a recovery status or
    /// concurrency controlled; the oldest first.
    /// </summary>
    public ValueTask<IReadOnlyList<Orphan>> FindOrphansAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return FindOrphansCoreAsync(limit, cancellationToken);
    }

    /// <summary>Invocations still marked <em>to be routed</em> that are due, and were marked before <paramref name="markedBefore"/> or just fell due.</summary>
    /// <remarks>Empty with a co-located queue, which never sets the mark.</remarks>
    public ValueTask<UnroutedPage> FindUnroutedAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return FindUnroutedCoreAsync(now, markedBefore, limit, cancellationToken);
    }

    /// <summary>Invocations that were routed, are due, and have been available to run since before <paramref name="since"/>.</summary>
    /// <remarks>The engine asks only when the broker says its queue is empty: then these ids were lost on the way.</remarks>
    public ValueTask<IReadOnlyList<Route>> FindStalledAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return FindStalledCoreAsync(since, limit, cancellationToken);
    }

    /// <summary>Parked invocations of the named tasks whose reason begins with <paramref name="reasonPrefix"/>, the oldest first.</summary>
    public ValueTask<IReadOnlyList<InvocationId>> FindParkedAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return tasks.Count == 0 ? new([]) : FindParkedCoreAsync(tasks, reasonPrefix, limit, cancellationToken);
    }

    /// <inheritdoc cref="FindOrphansAsync"/>
    protected abstract ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="FindUnroutedAsync"/>
    protected abstract ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="FindStalledAsync"/>
    protected abstract ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(
        DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="FindParkedAsync"/>
    protected abstract ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken);
}
