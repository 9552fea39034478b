namespace Pynenc;

/// <summary>Arguments or a result cannot be stored, or cannot be read back. Nothing was stored.</summary>
public sealed class PayloadException : PynencException
{
    internal PayloadException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
