namespace Pynenc;

/// <summary>The root of every exception this library throws on its own account.</summary>
/// <remarks>Misuse of a single argument is an <see cref="ArgumentException"/>; a wait that took too long a <see cref="TimeoutException"/>.</remarks>
public abstract class PynencException : Exception
{
    private protected PynencException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
