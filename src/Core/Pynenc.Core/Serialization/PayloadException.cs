namespace Pynenc;

/// <summary>Arguments or a result cannot be stored, or a stored one cannot be read as what is asked for.</summary>
public sealed class PayloadException : PynencException
{
    internal PayloadException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
