namespace Pynenc.MongoDB;

/// <summary>The second part of a receipt: which receive took it, and out of which collection.</summary>
/// <param name="Receipt">The number of the receive.</param>
/// <param name="Key">The document.</param>
/// <param name="IsInvocation">True when it is an invocation that stands in the queue itself.</param>
internal sealed record Held(long Receipt, string Key, bool IsInvocation);
