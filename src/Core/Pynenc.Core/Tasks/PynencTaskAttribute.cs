namespace Pynenc;

/// <summary>Makes a method callable from afar. The source generator turns it into a typed call on the application.</summary>
/// <example>
/// <code>
/// public static class Jobs
/// {
///     [PynencTask(MaxRetries = 3)]
///     public static int Add(int x, int y) => x + y;
/// }
///
/// Invocation&lt;int&gt; sum = await app.Jobs.AddAsync(1, 2);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PynencTaskAttribute : Attribute
{
    /// <summary>The stored id. Default: the full name of the method. Set it to be free to move the method.</summary>
    public string? Id { get; init; }

    /// <summary>Ids this task had before; stored work under them still runs.</summary>
    public string[] Aliases { get; init; } = [];

    /// <inheritdoc cref="TaskOptions.MaxRetries"/>
    public int MaxRetries { get; init; }

    /// <inheritdoc cref="TaskOptions.RetryFor"/>
    public Type[] RetryFor { get; init; } = [];

    /// <inheritdoc cref="TaskOptions.NeverRetryFor"/>
    public Type[] NeverRetryFor { get; init; } = [];

    /// <summary>The wait before the first retry, in seconds; see <see cref="RetryBackoff.First"/>.</summary>
    public double RetryDelay { get; init; }

    /// <inheritdoc cref="RetryBackoff.Factor"/>
    public double RetryFactor { get; init; } = 1;

    /// <summary>No wait between attempts is longer, in seconds; see <see cref="RetryBackoff.Longest"/>. Default 86,400, a day.</summary>
    public double LongestRetryDelay { get; init; } = 86_400;

    /// <inheritdoc cref="RetryBackoff.Jitter"/>
    public double RetryJitter { get; init; }

    /// <summary>How long one attempt may take, in seconds; see <see cref="TaskOptions.Timeout"/>. Default 0, which means as long as it likes.</summary>
    public double Timeout { get; init; }

    /// <summary>How long all attempts may take together, in seconds; see <see cref="TaskOptions.TotalTimeout"/>. Default 0, which means no limit.</summary>
    public double TotalTimeout { get; init; }

    /// <summary>Within how many seconds it must begin; see <see cref="TaskOptions.ExpiresAfter"/>. Default 0, which means whenever.</summary>
    public double ExpiresAfter { get; init; }

    /// <inheritdoc cref="TaskOptions.Queue"/>
    public string Queue { get; init; } = "default";

    /// <inheritdoc cref="TaskOptions.Priority"/>
    public double Priority { get; init; }

    /// <inheritdoc cref="TaskOptions.RunningConcurrency"/>
    public ConcurrencyMode RunningConcurrency { get; init; }

    /// <inheritdoc cref="TaskOptions.RunningLimit"/>
    public int RunningLimit { get; init; } = 1;

    /// <inheritdoc cref="TaskOptions.WhenBlocked"/>
    public BlockedAction WhenBlocked { get; init; }

    /// <inheritdoc cref="TaskOptions.RegistrationConcurrency"/>
    public ConcurrencyMode RegistrationConcurrency { get; init; }

    /// <inheritdoc cref="TaskOptions.UniqueUntil"/>
    public UniqueUntil UniqueUntil { get; init; }

    /// <inheritdoc cref="TaskOptions.OnDifferentArguments"/>
    public DifferentArguments OnDifferentArguments { get; init; }

    /// <inheritdoc cref="TaskOptions.KeyArguments"/>
    public string[] KeyArguments { get; init; } = [];

    /// <inheritdoc cref="TaskOptions.RateLimit"/>
    public int RateLimit { get; init; }

    /// <summary>The length of the window of <see cref="RateLimit"/>, in seconds; see <see cref="TaskOptions.RatePeriod"/>. Default 1; 0.001 to 86,400.</summary>
    public double RatePeriod { get; init; } = 1;

    /// <inheritdoc cref="TaskOptions.RateMode"/>
    public ConcurrencyMode RateMode { get; init; } = ConcurrencyMode.Task;

    /// <inheritdoc cref="TaskOptions.FairBy"/>
    public string[] FairBy { get; init; } = [];

    /// <summary>For how many seconds a success answers equal calls; see <see cref="TaskOptions.CacheResultFor"/>. Default 0, which means never.</summary>
    public double CacheResultFor { get; init; }

    /// <inheritdoc cref="TaskOptions.CacheIgnores"/>
    public string[] CacheIgnores { get; init; } = [];
}
