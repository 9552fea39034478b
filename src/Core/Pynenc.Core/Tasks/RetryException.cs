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

    /// <summary>Says why the attempt should be repeated, and when.</summary>
    /// <param name="message">Why.</param>
    /// <param name="retryAfter">How long to wait, instead of the task's own <see cref="TaskOptions.Backoff"/>. Negative counts as 0.</param>
    /// <param name="inner">What caused it, when there is something.</param>
    public RetryException(string message, TimeSpan retryAfter, Exception? inner = null)
        : base(message, inner) => RetryAfter = retryAfter;

    /// <summary>How long to wait for the next attempt; <see langword="null"/> means as the task says.</summary>
    public TimeSpan? RetryAfter { get; }
}
