using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>One row of a history as stored; its number is its place.</summary>
internal readonly record struct MemHistoryRow(StatusStep Step, RunnerId? By, long Epoch);
