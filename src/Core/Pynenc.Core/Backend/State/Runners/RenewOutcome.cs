namespace Pynenc.Backend;

/// <summary>The answer to a heartbeat.</summary>
/// <param name="IsLost">The lease had ended and the runner was removed; it must register again under a new id.</param>
/// <param name="NoLongerHeld">Claims the runner listed and no longer holds: cancelled, or recovered by others.</param>
/// <param name="NotListed">
/// Claims the store knows and the runner did not list: of a claim whose answer never arrived, or one under way just now.
/// </param>
public sealed record RenewOutcome(
    bool IsLost, IReadOnlyList<InvocationId> NoLongerHeld, IReadOnlyList<HeldInvocation> NotListed)
{
    /// <summary>The lease had ended.</summary>
    public static RenewOutcome Lost { get; } = new(true, [], []);
}
