namespace Pynenc;

/// <summary>What one call wants different from its task.</summary>
public sealed record CallOptions
{
    private const int LongestKey = 200;

    /// <summary>The queue; <see langword="null"/> means the task's.</summary>
    public QueueName? Queue { get; init; }

    /// <summary>The priority; <see langword="null"/> means the task's.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Not to be started before; <see langword="null"/> or a time in the past means at once. Not together with <see cref="Delay"/>.</summary>
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

        return NotBefore > now ? NotBefore : null;
    }
}
