using Pynenc.Backend;

namespace Pynenc;

/// <summary>How long invocations are kept after their end, with their arguments, result and history. Complete with its defaults.</summary>
/// <remarks>
/// Each is 1 minute to 3,650 days; <see langword="null"/> means for ever. Runners remove what is older, in batches, and look at most once a
/// minute. Ignored by state backends that do not declare <see cref="StateCapabilities.Removal"/>. What has not ended is never removed.
/// An idempotency key and the answer to a late reader last as long as the invocation.
/// </remarks>
public sealed record RetentionOptions
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(3650);

    /// <summary>Those that ended with a result. Default 7 days.</summary>
    public TimeSpan? Success { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Those that ended with an error. Default 30 days.</summary>
    public TimeSpan? Failed { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Those that were cancelled, or dropped by a concurrency limit. Default 30 days.</summary>
    public TimeSpan? Cancelled { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Those that were poisoned. Default 30 days.</summary>
    public TimeSpan? Poisoned { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Large values that no invocation refers to, counted from their last use. Default 1 hour. Must be longer than any publish can be on its way.
    /// </summary>
    public TimeSpan? UnusedContent { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Which statuses are kept for how long; those kept for ever are left out.</summary>
    internal IEnumerable<IGrouping<TimeSpan, InvocationStatus>> ByAge() =>
        new (InvocationStatus Status, TimeSpan? Age)[]
        {
            (InvocationStatus.Success, Success),
            (InvocationStatus.Failed, Failed),
            (InvocationStatus.Cancelled, Cancelled),
            (InvocationStatus.ConcurrencyControlledFinal, Cancelled),
            (InvocationStatus.Poisoned, Poisoned),
        }
        .Where(kind => kind.Age is not null)
        .GroupBy(kind => kind.Age!.Value, kind => kind.Status);

    internal IEnumerable<string> Problems()
    {
        foreach ((string name, TimeSpan? age) in new[] { (nameof(Success), Success), (nameof(Failed), Failed), (nameof(Cancelled), Cancelled), (nameof(Poisoned), Poisoned), (nameof(UnusedContent), UnusedContent) })
        {
            if (age < Least || age > Most)
            {
                yield return $"{nameof(PynencOptions.Retention)}.{name} is {age}; it must be {Least} to {Most.TotalDays:N0} days, or null for ever.";
            }
        }
    }
}
