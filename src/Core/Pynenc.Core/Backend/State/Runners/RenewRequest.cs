namespace Pynenc.Backend;

/// <summary>A runner's heartbeat.</summary>
/// <param name="Runner">The runner.</param>
/// <param name="Lease">From now, by the store's clock. Above zero.</param>
/// <param name="Held">The claims the runner believes it holds.</param>
public sealed record RenewRequest(RunnerId Runner, TimeSpan Lease, IReadOnlyList<HeldInvocation> Held);
