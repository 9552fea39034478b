namespace Pynenc.Backend;

/// <summary>Pauses an invocation until others are settled.</summary>
/// <param name="Waiter">The invocation that waits.</param>
/// <param name="Fence">Its claim.</param>
/// <param name="Waited">The invocations waited for. May be empty when all were named before and are kept.</param>
/// <param name="KeepEarlier">
/// True when those named by earlier waits are still waited for; otherwise their edges are removed first, so that a wait that was
/// cut short is in nobody's way.
/// </param>
/// <param name="At">The time for the history.</param>
public sealed record WaitRequest(
    InvocationId Waiter, Fence Fence, IReadOnlyList<InvocationId> Waited, bool KeepEarlier, DateTimeOffset At);
