using Pynenc.Backend;

namespace Pynenc;

/// <summary>One row of an invocation's history, written in the same step as the transition it tells of.</summary>
/// <param name="Sequence">Counts the rows of one invocation from 1, without gaps.</param>
/// <param name="Status">The status entered.</param>
/// <param name="At">When it was entered, by the clock of whoever asked for it.</param>
/// <param name="Runner">The runner that acted, or <see langword="null"/> for a caller outside any runner.</param>
/// <param name="Epoch">How often the invocation had been claimed by then; 0 before the first claim.</param>
/// <param name="Reason">Why, in a sentence; <see langword="null"/> where the status says it all.</param>
public sealed record HistoryEntry(
    int Sequence, InvocationStatus Status, DateTimeOffset At, RunnerId? Runner, long Epoch, string? Reason);
