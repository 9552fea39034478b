namespace Pynenc.Backend;

/// <summary>A broker or state backend could not do what it was asked.</summary>
public class BackendException : PynencException
{
    /// <summary>Describes a fault of the store.</summary>
    /// <param name="message">What was seen, the limit, the next step.</param>
    /// <param name="isTransient">True when the same call may work later without anybody changing anything.</param>
    /// <param name="inner">The driver's own exception, when there is one.</param>
    public BackendException(string message, bool isTransient, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>True when the same call may work later without anybody changing anything.</summary>
    public bool IsTransient { get; }
}
