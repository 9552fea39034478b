namespace Pynenc.LoadBench;

/// <summary>What the store can do by itself.</summary>
/// <param name="What">How it was measured, in a few words.</param>
/// <param name="Value">In the unit of the figure it stands beside.</param>
internal sealed record RawLimit(string What, double Value);
