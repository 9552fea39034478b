namespace Pynenc.Backend;

/// <summary>Which ended invocations are to be removed.</summary>
/// <param name="Statuses">Only in one of these; all of them final.</param>
/// <param name="EndedBefore">Only those that entered it before this time.</param>
/// <param name="Limit">The most to remove. At least 1.</param>
public sealed record PruneRequest(IReadOnlyList<InvocationStatus> Statuses, DateTimeOffset EndedBefore, int Limit);
