namespace Pynenc.Memory;

/// <summary>One row of a history as stored; its number is its place. Kept small: there are four and more for every invocation.</summary>
internal readonly record struct MemHistoryRow(InvocationStatus Status, int Epoch, DateTime At, string? Reason, MemRunnerId? By);
