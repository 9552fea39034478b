namespace Pynenc.Backend;

/// <summary>What became of one transition.</summary>
/// <param name="Result">Applied, or why not.</param>
/// <param name="Status">The status afterwards; the one that stood in the way when it was not applied.</param>
/// <param name="ToRoute">
/// What the engine must route now, because the invocation became available to run and no co-located queue took it.
/// </param>
/// <param name="Handed">
/// What the engine must route beside, because the slot that came free was handed to it and no co-located queue took it;
/// <see langword="null"/> when there is nothing.
/// </param>
public readonly record struct TransitionOutcome(
    TransitionResult Result, InvocationStatus? Status, Route? ToRoute = null, IReadOnlyList<Route>? Handed = null)
{
    /// <summary>True when the path was applied, now or by an earlier attempt of the same request.</summary>
    public bool IsApplied => Result == TransitionResult.Applied;
}
