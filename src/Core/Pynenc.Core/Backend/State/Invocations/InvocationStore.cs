namespace Pynenc.Backend;

/// <summary>The heart of a state backend: each verb is one atomic step per item.</summary>
/// <remarks>
/// Batches exist for speed: a store may commit a whole batch at once, and must apply each item wholly or not at all.
/// Outcomes come in the order of the request. An exception means that nothing is known of any item. The runner asks
/// again then, for transitions until it is answered, so every verb must stand being repeated; a publisher is told.
/// </remarks>
public abstract class InvocationStore
{
    /// <summary>Stores new invocations as registered.</summary>
    /// <remarks>
    /// Effects, together per item: (1) the record; (2) status registered, with history row 1; (3) the mark <em>to be
    /// routed</em>, or, with a co-located queue, the queue entry; (4) the counters; (5) the reservation, if it has one.
    /// Fails without effect: the id is known (<see cref="PublishResult.Existing"/>); another invocation, of this batch or before it,
    /// holds the reservation, and its time is not over by the store's clock (<see cref="PublishResult.Joined"/>).
    /// </remarks>
    public ValueTask<IReadOnlyList<PublishOutcome>> PublishAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) =>
        records.Count == 0 ? new([]) : PublishCoreAsync(records, cancellationToken);

    /// <summary>Clears the mark <em>to be routed</em> of routes the broker has taken.</summary>
    /// <remarks>
    /// Effect: the mark is gone, if it is still the one that <see cref="Route.Sequence"/> names; a younger mark stays.
    /// Losing this call costs a duplicate delivery, never work.
    /// </remarks>
    public ValueTask MarkRoutedAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        routes.Count == 0 ? ValueTask.CompletedTask : MarkRoutedCoreAsync(routes, cancellationToken);

    /// <summary>Makes a runner the owner of invocations.</summary>
    /// <remarks>
    /// Effects, together per item: (1) status pending; (2) owner, epoch + 1; (3) a history row; (4) the mark <em>to be
    /// routed</em> is cleared; (5) the counters; (6) a slot of its concurrency limit is taken, unless it was handed one;
    /// (7) its grant of the rate is used up; (8) a reservation until the claim is let go.
    /// Fails without effect: unknown; not in a status a runner may claim; not due (the mark is set again);
    /// the runner is not registered.
    /// Fails with effect: its rate lets it go later (it gets its grant, is due then, and the mark is set again: not due); all slots
    /// are taken: it becomes concurrency controlled, without mark, and waits under its key (blocked), or is final (dropped).
    /// One that is blocked uses no grant.
    /// </remarks>
    public ValueTask<IReadOnlyList<ClaimOutcome>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        request.Ids.Count == 0 ? new([]) : ClaimCoreAsync(request, cancellationToken);

    /// <summary>Moves invocations along paths of statuses.</summary>
    /// <remarks>
    /// Effects, together per item: (1) the last status of the path; (2) a history row per step; (3) the payload;
    /// (4) the owner is cleared unless the status is an owned one; (5) retry counts a retry, running recovery a recovery;
    /// (6) a status a runner may claim sets the due time and the mark <em>to be routed</em>, or the co-located queue entry;
    /// (7) a settled status removes the edges into the invocation, leaving the owned statuses removes its own; (8) the counters;
    /// (9) one that held a slot and is owned no longer gives it back, and while its key has free slots, the next that wait under it
    /// (higher priority first, then in the order of registration) are rerouted, with a history row each, and hold the slot already;
    /// (10) a reservation whose end has come is let go.
    /// Fails without effect: unknown; a fence that does not match; no fence where the present status is owned and the
    /// first step does not override it; a step the status machine does not allow; a step into pending, which only a claim makes.
    /// Repeating an applied request under the same fence is answered as applied.
    /// </remarks>
    public ValueTask<IReadOnlyList<TransitionOutcome>> TransitionAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken) =>
        requests.Count == 0 ? new([]) : TransitionCoreAsync(requests, cancellationToken);

    /// <summary>Pauses a running invocation until others are settled.</summary>
    /// <remarks>
    /// Effects, together: (1) status paused, with a history row; (2) an edge to each invocation waited for, instead of or beside
    /// the earlier ones.
    /// A waiter that is paused already only gets the new edges.
    /// Fails without effect: the fence does not match; one of those waited for is settled or unknown; a cycle of paused
    /// invocations leads from one of them back to the waiter.
    /// </remarks>
    public ValueTask<WaitOutcome> WaitAsync(WaitRequest request, CancellationToken cancellationToken) =>
        WaitCoreAsync(request, cancellationToken);

    /// <inheritdoc cref="PublishAsync"/>
    protected abstract ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken);

    /// <inheritdoc cref="MarkRoutedAsync"/>
    protected abstract ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken);

    /// <inheritdoc cref="ClaimAsync"/>
    protected abstract ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(
        ClaimRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="TransitionAsync"/>
    protected abstract ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken);

    /// <inheritdoc cref="WaitAsync"/>
    protected abstract ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken);
}
