namespace Pynenc.LoadBench;

/// <summary>How often something was asked of a store.</summary>
/// <param name="What">In the store's words, plural: statements, commits, commands.</param>
/// <param name="Count">Since whenever; only differences count.</param>
internal readonly record struct Tally(string What, long Count);
