namespace Pynenc.Backend;

/// <summary>A concurrency limit as it stands.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Holders">The invocations that hold a slot.</param>
/// <param name="Waiting">How many wait for one.</param>
public sealed record ConcurrencyState(string Key, IReadOnlyList<InvocationId> Holders, long Waiting);
