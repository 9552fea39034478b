namespace Pynenc;

/// <summary>How long a failed invocation waits for its next attempt. The wait is stored: it outlives the process.</summary>
public sealed record RetryBackoff
{
    private static readonly TimeSpan MostDelay = TimeSpan.FromDays(365);

    /// <summary>No wait at all.</summary>
    public static RetryBackoff None { get; } = new();

    /// <summary>The wait before the first retry. Default 0; 0 to 365 days.</summary>
    public TimeSpan First { get; init; }

    /// <summary>By how much each wait is longer than the one before. Default 1, which means all are equal; 1 to 100.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>No wait is longer. Default 1 day; 0 to 365 days.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Which part of a wait is left to chance, so that those who failed together do not come back together. Default 0; 0 to 1.
    /// With 0.2 a wait of 10 s takes 8 to 10 s.
    /// </summary>
    public double Jitter { get; init; }

    /// <summary>The same wait before every retry.</summary>
    public static RetryBackoff Fixed(TimeSpan delay) => new() { First = delay };

    /// <summary>Waits that double, up to a longest one, a fifth of each left to chance.</summary>
    public static RetryBackoff Exponential(TimeSpan first, TimeSpan longest) => new() { First = first, Factor = 2, Longest = longest, Jitter = 0.2 };

    /// <summary>The wait before a retry.</summary>
    /// <param name="retry">Which retry, from 1.</param>
    /// <param name="chance">0 to 1, drawn anew for each wait.</param>
    public TimeSpan Before(int retry, double chance)
    {
        // In doubles all the way: the power of a long row of retries is beyond any TimeSpan, and then the longest counts.
        double ticks = Math.Min(First.Ticks * Math.Pow(Factor, retry - 1), Longest.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (Jitter * chance))));
    }

    internal IEnumerable<string> Problems()
    {
        if (First < TimeSpan.Zero || First > MostDelay)
        {
            yield return $"{nameof(First)} is {First}; it must be 0 to 365 days.";
        }

        if (!(Factor is >= 1 and <= 100))
        {
            yield return $"{nameof(Factor)} is {Factor}; it must be 1 to 100.";
        }

        if (Longest < TimeSpan.Zero || Longest > MostDelay)
        {
            yield return $"{nameof(Longest)} is {Longest}; it must be 0 to 365 days.";
        }

        if (!(Jitter is >= 0 and <= 1))
        {
            yield return $"{nameof(Jitter)} is {Jitter}; it must be 0 to 1.";
        }
    }
}
