namespace Pynenc;

/// <summary>What one call wants different from its task.</summary>
public sealed record CallOptions
{
    private const int LongestKey = 200;
    private static readonly TimeSpan LongestPlan = TimeSpan.FromDays(3650);

    /// <summary>The queue; <see langword="null"/> means the task's.</summary>
    public QueueName? Queue { get; init; }

    /// <summary>The priority; <see langword="null"/> means the task's.</summary>
    public Priority? Priority { get; init; }

    /// <summary>
    /// Not to be started before; <see langword="null"/> or a time in the past means at once. At most 3,650 days from now. Not together with
    /// <see cref="Delay"/>.
    /// </summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long to wait before it may start; <see langword="null"/> means not at all. 0 to 365 days. Not together with <see cref="NotBefore"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// A name for this call, so that making it again, after a lost answer or from another process, gives the invocation of the first
    /// time instead of a second one. 1 to 200 characters; counts per task, for as long as the invocation is kept.
    /// <see langword="null"/> means that every call is a new one.
    /// </summary>
    /// <remarks>Decided by the store in the step that publishes, so it holds against any race, on every backend.</remarks>
    public string? IdempotencyKey { get; init; }

    /// <summary>Which invocations share the limit; <see langword="null"/> means as the task says.</summary>
    public ConcurrencyMode? RunningConcurrency { get; init; }

    /// <summary>The limit this call obeys; <see langword="null"/> means the task's. 1 to 1,000,000.</summary>
    public int? RunningLimit { get; init; }

    /// <summary>What becomes of it when the limit is reached; <see langword="null"/> means as the task says.</summary>
    public BlockedAction? WhenBlocked { get; init; }

    /// <summary>Which calls are taken for the same one; <see langword="null"/> means as the task says. Comes before the cache of results.</summary>
    public ConcurrencyMode? RegistrationConcurrency { get; init; }

    internal bool HasLimits => RunningConcurrency is not null || RunningLimit is not null || WhenBlocked is not null || RegistrationConcurrency is not null;

    /// <exception cref="ArgumentException">An option does not fit the task.</exception>
    internal void CheckLimits(TaskDefinition task)
    {
        if (RunningLimit is < 1 or > 1_000_000)
        {
            throw new ArgumentException($"{nameof(RunningLimit)} is {RunningLimit}; it must be 1 to 1,000,000.");
        }

        CheckChoice(nameof(RunningConcurrency), RunningConcurrency);
        CheckChoice(nameof(WhenBlocked), WhenBlocked);
        CheckChoice(nameof(RegistrationConcurrency), RegistrationConcurrency);
        if ((RunningConcurrency == ConcurrencyMode.Keys || RegistrationConcurrency == ConcurrencyMode.Keys) && task.Options.KeyArguments.Count == 0)
        {
            throw new ArgumentException($"The call asks for {nameof(ConcurrencyMode)}.{ConcurrencyMode.Keys}, and task '{task.Id}' has no {nameof(TaskOptions.KeyArguments)}. Name them in the task's options.");
        }
    }

    private static void CheckChoice<TChoice>(string option, TChoice? value)
        where TChoice : struct, Enum
    {
        if (value is { } chosen && !Enum.IsDefined(chosen))
        {
            throw new ArgumentException($"{option} is {chosen}, which is no {typeof(TChoice).Name}. Use one of its names.");
        }
    }

    internal InvocationId NewId(TaskId task)
    {
        if (IdempotencyKey is not { } key)
        {
            return InvocationId.New();
        }

        return key.Length is > 0 and <= LongestKey
            ? InvocationId.Named(task.Value, key)
            : throw new ArgumentException($"{nameof(IdempotencyKey)} has {key.Length} characters; it must have 1 to {LongestKey}. Use a hash of what makes the call unique.");
    }

    internal DateTimeOffset? DueAt(DateTimeOffset now)
    {
        if (Delay is { } delay)
        {
            if (NotBefore is not null)
            {
                throw new ArgumentException($"A call has both {nameof(Delay)} and {nameof(NotBefore)}. Give one of them.");
            }

            if (delay < TimeSpan.Zero || delay > TimeSpan.FromDays(365))
            {
                throw new ArgumentException($"{nameof(Delay)} is {delay}; it must be 0 to 365 days.");
            }

            return delay == TimeSpan.Zero ? null : now + delay;
        }

        if (NotBefore > now + LongestPlan)
        {
            throw new ArgumentException($"{nameof(NotBefore)} is {NotBefore:O}; it must be at most {LongestPlan.TotalDays:N0} days from now. Keep such a plan in a store of your own, and make the call nearer to its time.");
        }

        return NotBefore > now ? NotBefore : null;
    }
}
