namespace Pynenc.Backend;

/// <summary>The store did not answer; whether the last write took effect is unknown. Transient.</summary>
public sealed class BackendUnavailableException(string message, Exception? inner = null)
    : BackendException(message, isTransient: true, inner);
