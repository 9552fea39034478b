namespace Pynenc;

/// <summary>How the invocations of a task are treated. Complete with its defaults.</summary>
public sealed partial record TaskOptions
{
    /// <summary>Every default.</summary>
    public static TaskOptions Default { get; } = new();

    /// <summary>How many more attempts after the first. Default 0; 0 to 1000.</summary>
    public int MaxRetries { get; init; }

    /// <summary>
    /// The exceptions worth another attempt, derived ones included. Default empty, which means all. <see cref="RetryException"/>
    /// always counts; the cancellation of the invocation itself, and a payload that cannot be stored, never. Ignored when <see cref="MaxRetries"/> is 0.
    /// </summary>
    public IReadOnlyList<Type> RetryFor { get; init; } = [];

    /// <summary>The exceptions not worth another attempt, derived ones included; they come before <see cref="RetryFor"/>. Default none.</summary>
    public IReadOnlyList<Type> NeverRetryFor { get; init; } = [];

    /// <summary>How long a failed attempt waits for the next. Default not at all. <see cref="RetryException.RetryAfter"/> comes first.</summary>
    public RetryBackoff Backoff { get; init; } = RetryBackoff.None;

    /// <summary>
    /// Computes the wait instead of <see cref="Backoff"/>. Default <see langword="null"/>. Negative counts as 0, more than 365 days as 365 days;
    /// when it throws, <see cref="Backoff"/> counts.
    /// </summary>
    public Func<FailedAttempt, TimeSpan>? RetryDelay { get; init; }

    /// <summary>
    /// How long one attempt may take, its waits included, before its token is cancelled and it counts as failed with a
    /// <see cref="TimeoutException"/>. Default <see langword="null"/>, which means as long as it likes; 1 ms to 365 days. A body that ends
    /// well within <see cref="PynencOptions.StopGrace"/> after that is taken at its word.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How long after its registration all attempts may take together. Then the running attempt fails as by <see cref="Timeout"/>, and
    /// there is no other. Default <see langword="null"/>, which means no limit; 1 ms to 365 days.
    /// </summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>
    /// How long after its registration an invocation may still begin its first attempt; later it is cancelled with that reason.
    /// Default <see langword="null"/>, which means for ever; 1 ms to 365 days.
    /// </summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>The queue its invocations go to unless a call says otherwise. Default <c>default</c>.</summary>
    public string Queue { get; init; } = QueueName.Default.Value;

    /// <summary>The priority of its invocations unless a call says otherwise. Default 0; -100 to 100.</summary>
    public double Priority { get; init; }

    /// <summary>Ids this task had before; stored work under them still runs. Default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    internal IEnumerable<string> Problems(string task)
    {
        if (MaxRetries is < 0 or > 1000)
        {
            yield return $"Task '{task}': {nameof(MaxRetries)} is {MaxRetries}; it must be 0 to 1000.";
        }

        foreach (Type type in RetryFor.Where(t => !typeof(Exception).IsAssignableFrom(t)))
        {
            yield return $"Task '{task}': {nameof(RetryFor)} names {type}, which is not an exception.";
        }

        foreach (Type type in NeverRetryFor.Where(t => !typeof(Exception).IsAssignableFrom(t)))
        {
            yield return $"Task '{task}': {nameof(NeverRetryFor)} names {type}, which is not an exception.";
        }

        foreach (string problem in Backoff.Problems())
        {
            yield return $"Task '{task}': {nameof(Backoff)}.{problem}";
        }

        foreach ((string name, TimeSpan? limit) in new[] { (nameof(Timeout), Timeout), (nameof(TotalTimeout), TotalTimeout), (nameof(ExpiresAfter), ExpiresAfter) })
        {
            if (limit < TimeSpan.FromMilliseconds(1) || limit > TimeSpan.FromDays(365))
            {
                yield return $"Task '{task}': {name} is {limit}; it must be 1 ms to 365 days.";
            }
        }

        if (Names.Problem("Queue name", Queue, QueueName.MaxLength, allowDot: true) is { } queueProblem)
        {
            yield return $"Task '{task}': {queueProblem}";
        }

        if (!(Priority is >= Pynenc.Priority.Min and <= Pynenc.Priority.Max))
        {
            yield return $"Task '{task}': {nameof(Priority)} is {Priority}; it must be {Pynenc.Priority.Min} to {Pynenc.Priority.Max}.";
        }

        foreach (string alias in Aliases)
        {
            if (TaskId.Problem(alias) is { } aliasProblem)
            {
                yield return $"Task '{task}', alias: {aliasProblem}";
            }
        }
    }
}
