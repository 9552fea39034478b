using Pynenc.Backend;

namespace Pynenc.Running;

/// <summary>Decides what follows from the error of a body: another attempt, and when, or the end.</summary>
internal static class Failure
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    public static BodyEnd Of(TaskOptions options, ClaimedInvocation claimed, Exception error)
    {
        string reason = ErrorInfo.TextOf(error);
        return claimed.Retries < options.MaxRetries && IsWorthARetry(options, error)
            ? new BodyEnd(InvocationStatus.Retry, Reason: reason, Wait: WaitFor(options, claimed, error))
            : new BodyEnd(InvocationStatus.Failed, ErrorInfo.From(error).Encode(), reason);
    }

    private static bool IsWorthARetry(TaskOptions options, Exception error) => error switch
    {
        RetryException => true,
        PayloadException or WaitCycleException or TotalTimeoutException => false,
        _ when options.NeverRetryFor.Any(type => type.IsInstanceOfType(error)) => false,
        _ => options.RetryFor.Count == 0 || options.RetryFor.Any(type => type.IsInstanceOfType(error)),
    };

    private static TimeSpan WaitFor(TaskOptions options, ClaimedInvocation claimed, Exception error)
    {
        int retry = claimed.Retries + 1;
        TimeSpan delay = error is RetryException { RetryAfter: { } asked } ? asked : Custom() ?? options.Backoff.Before(retry, Random.Shared.NextDouble());
        return delay <= TimeSpan.Zero ? TimeSpan.Zero : delay < LongestWait ? delay : LongestWait;

        TimeSpan? Custom()
        {
            try
            {
                return options.RetryDelay?.Invoke(new FailedAttempt(claimed.Record.Id, retry, error));
            }
            catch (Exception)
            {
                // It is user code that failed while an error is handled already: the attempt is repeated as if there were none.
                return null;
            }
        }
    }
}
