namespace Pynenc.Backend;

/// <summary>The fast path of a broker and a state backend that share one transaction domain.</summary>
/// <remarks>
/// While it exists, the state backend puts whatever becomes available to run into the queue in the same step, never
/// marks anything <em>to be routed</em>, and receive, claim and acknowledge are one step.
/// </remarks>
public abstract class ColocatedQueue
{
    /// <summary>Receives, claims and acknowledges in one step; waits for work as <see cref="BaseBroker.ReceiveAsync"/> does.</summary>
    /// <returns>The claimed invocations in queue order; stale entries are dropped on the way.</returns>
    public abstract ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken);
}
