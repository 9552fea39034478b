namespace Pynenc;

/// <content>Concurrency control, rates, fairness and the cache of results.</content>
public sealed partial record TaskOptions
{
    /// <summary>
    /// Which invocations share <see cref="RunningLimit"/>. Default <see cref="ConcurrencyMode.Disabled"/>. Decided by the store when a runner
    /// claims, before a slot of the runner is used. One that waits for others, paused, still counts; one that waits for its retry does not.
    /// </summary>
    public ConcurrencyMode RunningConcurrency { get; init; }

    /// <summary>How many of them may be claimed or running at once. Default 1; 1 to 1,000,000. Ignored while <see cref="RunningConcurrency"/> is disabled.</summary>
    public int RunningLimit { get; init; } = 1;

    /// <summary>What becomes of one more. Default <see cref="BlockedAction.Wait"/>: it waits in line and is given the next slot that comes free.</summary>
    public BlockedAction WhenBlocked { get; init; }

    /// <summary>
    /// Which calls are taken for the same one while an invocation of them is registered, so that they all get that invocation.
    /// Default <see cref="ConcurrencyMode.Disabled"/>. Decided by the store in the step that publishes.
    /// </summary>
    public ConcurrencyMode RegistrationConcurrency { get; init; }

    /// <summary>How long an invocation stands for such calls. Default until it is claimed.</summary>
    public UniqueUntil UniqueUntil { get; init; }

    /// <summary>What such a call does when its other arguments differ from those of the invocation. Default: it takes it.</summary>
    public DifferentArguments OnDifferentArguments { get; init; }

    /// <summary>The parameters whose values count with <see cref="ConcurrencyMode.Keys"/>. Default none; needed by that mode.</summary>
    public IReadOnlyList<string> KeyArguments { get; init; } = [];

    /// <summary>How many may start within <see cref="RatePeriod"/>, by a sliding window in the store. Default 0, which means any number; 0 to 10,000.</summary>
    public int RateLimit { get; init; }

    /// <summary>The length of the window. Default 1 s; 1 ms to 1 day. Ignored when <see cref="RateLimit"/> is 0.</summary>
    public TimeSpan RatePeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Which invocations share <see cref="RateLimit"/>. Default all of the task.</summary>
    public ConcurrencyMode RateMode { get; init; } = ConcurrencyMode.Task;

    /// <summary>
    /// The parameters whose values make the line an invocation stands in. Lines of equal priority are served in turn, so that one customer
    /// with 100,000 calls does not hold up another with one. Default none: all stand in one line.
    /// </summary>
    public IReadOnlyList<string> FairBy { get; init; } = [];

    /// <summary>
    /// How long a success answers equal calls without running again. Default <see langword="null"/>, which means never; 1 ms to 365 days.
    /// Equal calls meanwhile get the invocation that is on its way. Not together with <see cref="RegistrationConcurrency"/>.
    /// </summary>
    public TimeSpan? CacheResultFor { get; init; }

    /// <summary>The parameters that do not make calls different for <see cref="CacheResultFor"/>. Default none.</summary>
    public IReadOnlyList<string> CacheIgnores { get; init; } = [];

    /// <param name="task">The task's id.</param>
    /// <param name="parameters">Its parameters; the names of arguments are checked against them.</param>
    internal IEnumerable<string> LimitProblems(string task, IReadOnlyList<TaskParameter> parameters)
    {
        foreach ((string option, Enum value) in Choices())
        {
            if (!Enum.IsDefined(value.GetType(), value))
            {
                yield return $"Task '{task}': {option} is {value}, which is no {value.GetType().Name}.";
            }
        }

        if (RunningLimit is < 1 or > 1_000_000)
        {
            yield return $"Task '{task}': {nameof(RunningLimit)} is {RunningLimit}; it must be 1 to 1,000,000.";
        }

        if (RateLimit is < 0 or > 10_000)
        {
            yield return $"Task '{task}': {nameof(RateLimit)} is {RateLimit}; it must be 0 to 10,000.";
        }

        if (RateLimit > 0 && (RatePeriod < TimeSpan.FromMilliseconds(1) || RatePeriod > TimeSpan.FromDays(1)))
        {
            yield return $"Task '{task}': {nameof(RatePeriod)} is {RatePeriod}; it must be 1 ms to 1 day.";
        }

        if (RateLimit > 0 && RateMode == ConcurrencyMode.Disabled)
        {
            yield return $"Task '{task}': {nameof(RateMode)} is {RateMode} and {nameof(RateLimit)} is {RateLimit}. Say whose rate it is, or leave the limit at 0.";
        }

        if (CacheResultFor < TimeSpan.FromMilliseconds(1) || CacheResultFor > TimeSpan.FromDays(365))
        {
            yield return $"Task '{task}': {nameof(CacheResultFor)} is {CacheResultFor}; it must be 1 ms to 365 days.";
        }

        if (CacheResultFor is not null && RegistrationConcurrency != ConcurrencyMode.Disabled)
        {
            yield return $"Task '{task}': both {nameof(CacheResultFor)} and {nameof(RegistrationConcurrency)} say which call stands for another. Leave one of them out; the cache already joins equal calls that are on their way.";
        }

        bool usesKeys = RunningConcurrency == ConcurrencyMode.Keys || RegistrationConcurrency == ConcurrencyMode.Keys || (RateLimit > 0 && RateMode == ConcurrencyMode.Keys);
        if (usesKeys && KeyArguments.Count == 0)
        {
            yield return $"Task '{task}': a mode is {ConcurrencyMode.Keys}, and {nameof(KeyArguments)} is empty. Name the parameters that make the key.";
        }

        foreach ((string option, IReadOnlyList<string> names) in new[] { (nameof(KeyArguments), KeyArguments), (nameof(FairBy), FairBy), (nameof(CacheIgnores), CacheIgnores) })
        {
            foreach (string unknown in names.Where(n => parameters.All(p => p.Name != n)))
            {
                yield return $"Task '{task}': {option} names '{unknown}', which is no parameter of it. It has: {string.Join(", ", parameters.Select(p => p.Name))}.";
            }
        }
    }

    private IEnumerable<(string Option, Enum Value)> Choices() =>
    [
        (nameof(RunningConcurrency), RunningConcurrency),
        (nameof(WhenBlocked), WhenBlocked),
        (nameof(RegistrationConcurrency), RegistrationConcurrency),
        (nameof(UniqueUntil), UniqueUntil),
        (nameof(OnDifferentArguments), OnDifferentArguments),
        (nameof(RateMode), RateMode),
    ];
}
