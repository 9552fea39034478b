namespace Pynenc.Backend;

/// <summary>What a runner got from a co-located queue.</summary>
/// <param name="IsRunnerLost">The runner's lease has ended; nothing was taken.</param>
/// <param name="Claimed">The invocations it now owns; empty when nothing came within the wait.</param>
public sealed record TakeOutcome(bool IsRunnerLost, IReadOnlyList<ClaimedInvocation> Claimed)
{
    /// <summary>The invocations that ended in this step, because their task drops what is blocked; a store that signals them may leave them out.</summary>
    public IReadOnlyList<InvocationId> Dropped { get; init; } = [];

    /// <summary>Nothing came within the wait.</summary>
    public static TakeOutcome Empty { get; } = new(false, []);
}
