namespace Pynenc.PeerBench;

/// <summary>A peer and how it is set up.</summary>
/// <param name="Name">Its name and version.</param>
/// <param name="Setting">Its settings, in a few words.</param>
/// <param name="Create">Makes one for a round.</param>
internal sealed record PeerKind(string Name, string Setting, Func<IPeer> Create);
