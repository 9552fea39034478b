namespace Pynenc.Backend;

/// <summary>Asks to become the owner of invocations.</summary>
/// <param name="Runner">The runner that claims; must be registered.</param>
/// <param name="Ids">The invocations, usually just received from a broker. Duplicates and unknown ids are allowed.</param>
/// <param name="At">The time for the history, by the runner's clock.</param>
public sealed record ClaimRequest(RunnerId Runner, IReadOnlyList<InvocationId> Ids, DateTimeOffset At);
