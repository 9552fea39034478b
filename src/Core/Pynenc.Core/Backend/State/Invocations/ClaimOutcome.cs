namespace Pynenc.Backend;

/// <summary>What became of one claim.</summary>
/// <param name="Result">Claimed, or why not.</param>
/// <param name="Claimed">The invocation to run, when it was claimed.</param>
/// <param name="NotBefore">When it is due, when it was not due yet.</param>
public readonly record struct ClaimOutcome(ClaimResult Result, ClaimedInvocation? Claimed = null, DateTimeOffset? NotBefore = null);
