namespace Pynenc.Testing.Conformance;

/// <summary>A promise was broken; the message says which, with what was expected and what was seen.</summary>
public sealed class ConformanceException(string message) : Exception(message);
