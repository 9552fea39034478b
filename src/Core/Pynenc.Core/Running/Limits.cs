using Pynenc.Backend;

namespace Pynenc.Running;

/// <summary>The times a task gives its invocations.</summary>
internal static class Limits
{
    /// <summary>The end of an invocation whose time is over before this attempt begins, or null.</summary>
    public static BodyEnd? Expired(TaskOptions options, ClaimedInvocation claimed, TimeProvider time) =>
        HasNone(options) ? null : Expired(options, claimed, time.GetUtcNow());

    /// <summary>How long the attempt that begins now may take, and the error that says so; null when it may take for ever.</summary>
    public static (TimeSpan Time, Func<Exception?, TimeoutException> Error)? Of(TaskOptions options, ClaimedInvocation claimed, TimeProvider time) =>
        HasNone(options) ? null : Of(options, claimed, time.GetUtcNow());

    /// <summary>True for most tasks; then nobody needs to ask the clock.</summary>
    private static bool HasNone(TaskOptions options) => options is { Timeout: null, TotalTimeout: null, ExpiresAfter: null };

    private static BodyEnd? Expired(TaskOptions options, ClaimedInvocation claimed, DateTimeOffset now)
    {
        TimeSpan age = now - claimed.Record.RegisteredAt;
        bool hasBegun = claimed.Retries > 0 || claimed.Recoveries > 0;
        if (!hasBegun && age > options.ExpiresAfter)
        {
            return new BodyEnd(
                InvocationStatus.Cancelled,
                Reason: $"Expired: it was not started within {options.ExpiresAfter} of its registration. Add runners, or lengthen {nameof(TaskOptions.ExpiresAfter)}.");
        }

        // By way of cancellation, because a claim that was not started cannot fail.
        return age > options.TotalTimeout
            ? new BodyEnd(InvocationStatus.Cancelled, Reason: $"Timed out: its {nameof(TaskOptions.TotalTimeout)} of {options.TotalTimeout} was over before this attempt began.")
            : null;
    }

    private static (TimeSpan Time, Func<Exception?, TimeoutException> Error)? Of(TaskOptions options, ClaimedInvocation claimed, DateTimeOffset now)
    {
        TimeSpan? left = options.TotalTimeout - (now - claimed.Record.RegisteredAt);
        return left is { } rest && (options.Timeout is null || rest < options.Timeout)
            ? (rest > TimeSpan.Zero ? rest : TimeSpan.Zero, inner => new TotalTimeoutException($"All attempts together took longer than {options.TotalTimeout}, the task's {nameof(TaskOptions.TotalTimeout)}.", inner))
            : options.Timeout is { } most
                ? (most, inner => new TimeoutException($"The attempt took longer than {most}, the task's {nameof(TaskOptions.Timeout)}.", inner))
                : null;
    }
}
