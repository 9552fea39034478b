namespace Pynenc.TestServers;

/// <summary>There is no such server to be had here; a test that needs one is skipped, and the message is its reason.</summary>
public sealed class ServerMissingException(string message) : Exception(message);
