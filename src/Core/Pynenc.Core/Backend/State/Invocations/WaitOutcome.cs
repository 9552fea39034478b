namespace Pynenc.Backend;

/// <summary>What became of a wait.</summary>
/// <param name="Result">Paused, or why not.</param>
/// <param name="Settled">Those of the waited invocations that are settled already; when there are any, nothing was paused.</param>
/// <param name="Cycle">The invocations of the cycle, from the waiter round to the one that waits for it.</param>
public sealed record WaitOutcome(
    WaitResult Result, IReadOnlyList<InvocationId> Settled, IReadOnlyList<InvocationId> Cycle)
{
    /// <summary>The waiter is paused.</summary>
    public static WaitOutcome Paused { get; } = new(WaitResult.Paused, [], []);

    /// <summary>The waiter is not the caller's to pause.</summary>
    public static WaitOutcome FenceLost { get; } = new(WaitResult.FenceLost, [], []);
}
