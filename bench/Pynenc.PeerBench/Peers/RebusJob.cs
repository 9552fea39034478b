namespace Pynenc.PeerBench.Peers;

/// <summary>What Rebus is sent.</summary>
internal sealed record RebusJob(int Number);
