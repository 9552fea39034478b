namespace Pynenc.Backend;

/// <summary>An invocation and the epoch of the claim on it.</summary>
public readonly record struct HeldInvocation(InvocationId Id, long Epoch);
