namespace Pynenc.Backend;

/// <summary>Work that should be in a queue and is not.</summary>
/// <param name="Routes">What to route now, the oldest first.</param>
/// <param name="NextDue">When the next marked invocation falls due; <see langword="null"/> when none waits for its time.</param>
public sealed record UnroutedPage(IReadOnlyList<Route> Routes, DateTimeOffset? NextDue);
