namespace Pynenc.Testing.Conformance;

/// <summary>The backend does not make this promise; the message says which capability is missing.</summary>
public sealed class ConformanceSkipException(string message) : Exception(message);
