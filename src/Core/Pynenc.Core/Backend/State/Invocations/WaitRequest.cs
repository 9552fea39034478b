namespace Pynenc.Backend;

/// <summary>Pauses an invocation until others are settled.</summary>
/// <param name="Waiter">The invocation that waits.</param>
/// <param name="Fence">Its claim.</param>
/// <param name="Waited">
/// The invocations waited for, added to those of earlier waits that are not settled yet. May be empty when all were named before.
/// </param>
/// <param name="At">The time for the history.</param>
public sealed record WaitRequest(InvocationId Waiter, Fence Fence, IReadOnlyList<InvocationId> Waited, DateTimeOffset At);
