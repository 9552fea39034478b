namespace Pynenc.Backend;

/// <summary>Finds what needs care. Finding changes nothing; acting on it is a transition that only one caller wins.</summary>
public abstract class SweepStore
{
    /// <summary>
    /// Invocations owned by a runner that is not registered, and ownerless ones left in killed, a recovery status, or concurrency
    /// controlled while their key has a free slot; the oldest first.
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

    /// <summary>Removes invocations that have ended, with all that belongs to them; those that ended first go first.</summary>
    /// <remarks>Per item one step: record, payload, history, edges, reservation, references to large values, counters. Idempotent.</remarks>
    /// <returns>How many were removed; fewer than the limit means that there are no more.</returns>
    /// <exception cref="ArgumentException">A status is not final.</exception>
    /// <exception cref="CapabilityNotSupportedException">The backend does not declare <see cref="StateCapabilities.Removal"/>.</exception>
    public ValueTask<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        foreach (InvocationStatus status in request.Statuses)
        {
            if (!status.IsFinal())
            {
                throw new ArgumentException($"Invocations that are {status.Text()} have not ended; only final ones can be removed.", nameof(request));
            }
        }

        return request.Statuses.Count == 0 ? new(0) : PruneCoreAsync(request, cancellationToken);
    }

    /// <summary>Removes those of the named invocations that have ended, as <see cref="PruneAsync"/> does. The others stay.</summary>
    /// <returns>How many were removed.</returns>
    /// <exception cref="CapabilityNotSupportedException">The backend does not declare <see cref="StateCapabilities.Removal"/>.</exception>
    public ValueTask<int> DeleteAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? new(0) : DeleteCoreAsync(ids, cancellationToken);

    /// <inheritdoc cref="PruneAsync"/>
    /// <remarks>Override together with <see cref="StateCapabilities.Removal"/>.</remarks>
    protected virtual ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken) => throw RemovesNothing();

    /// <inheritdoc cref="DeleteAsync"/>
    /// <remarks>Override together with <see cref="StateCapabilities.Removal"/>.</remarks>
    protected virtual ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) => throw RemovesNothing();

    private CapabilityNotSupportedException RemovesNothing() =>
        new($"{GetType().Name} does not remove single invocations. Purge the application, or choose a state backend that declares {nameof(StateCapabilities.Removal)}.");

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
