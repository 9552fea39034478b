namespace Pynenc.Backend;

/// <summary>Proves that the caller holds the current claim: a claim raises the epoch, so an older holder never matches.</summary>
public readonly record struct Fence(RunnerId Owner, long Epoch);
