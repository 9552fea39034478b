namespace Pynenc.SQLite;

/// <summary>What became of a piece of a value.</summary>
/// <param name="Content">The number of the value in this file; <see langword="null"/> when it was removed since its first piece.</param>
/// <param name="IsStored">True when the value is complete, be it by somebody else.</param>
internal readonly record struct PutOutcome(long? Content, bool IsStored);
