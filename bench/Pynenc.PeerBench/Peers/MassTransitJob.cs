namespace Pynenc.PeerBench.Peers;

/// <summary>What MassTransit is sent; it makes no messages of internal types.</summary>
#pragma warning disable CA1515
public sealed record MassTransitJob(int Number);
#pragma warning restore CA1515
