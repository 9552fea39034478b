namespace Pynenc.Testing.Conformance;

/// <summary>A promise was broken; the message says which, with what was expected and what was seen.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Describes a broken promise.</summary>
    /// <param name="message">What was expected, and what was seen.</param>
    /// <param name="inner">What the backend threw, when it did.</param>
    public ConformanceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
