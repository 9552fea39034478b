namespace Pynenc;

/// <summary>What one call wants different from its task.</summary>
public sealed record CallOptions
{
    /// <summary>The queue; <see langword="null"/> means the task's.</summary>
    public QueueName? Queue { get; init; }

    /// <summary>The priority; <see langword="null"/> means the task's.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Not to be started before; <see langword="null"/> or a time in the past means at once. Not together with <see cref="Delay"/>.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long to wait before it may start; <see langword="null"/> means not at all. 0 to 365 days. Not together with <see cref="NotBefore"/>.</summary>
    public TimeSpan? Delay { get; init; }

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
