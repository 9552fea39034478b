namespace Pynenc;

/// <summary>Thrown by a task to ask for another attempt, whatever its <see cref="TaskOptions.RetryFor"/> says.</summary>
/// <remarks>Counts against <see cref="TaskOptions.MaxRetries"/> like any other failure.</remarks>
public class RetryException : PynencException
{
    /// <summary>Says why the attempt should be repeated.</summary>
    public RetryException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
