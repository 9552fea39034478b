namespace Pynenc.Backend;

/// <summary>A broker was asked for something it does not declare; nothing was stored.</summary>
public sealed class CapabilityNotSupportedException(string message) : BackendException(message, isTransient: false);
