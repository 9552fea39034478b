namespace Pynenc.Backend;

/// <summary>What is known of an invocation when it is published; never changes afterwards.</summary>
public sealed record InvocationRecord
{
    /// <summary>The invocation.</summary>
    public required InvocationId Id { get; init; }

    /// <summary>The task to run.</summary>
    public required TaskId Task { get; init; }

    /// <summary>
    /// The arguments: one JSON object, a property per parameter, UTF-8. Where <see cref="Contents"/> is not empty, a text of the engine that
    /// refers to them; it begins with <c>@</c>, as no JSON does. A backend keeps the bytes and does not look into them.
    /// </summary>
    public required ReadOnlyMemory<byte> Arguments { get; init; }

    /// <summary>The large values its arguments refer to; stored as references in the step that publishes it. Usually empty.</summary>
    public IReadOnlyList<ContentKey> Contents { get; init; } = [];

    /// <summary>The queue it is routed to, now and after every retry.</summary>
    public QueueName Queue { get; init; }

    /// <summary>Its urgency among others of the queue.</summary>
    public Priority Priority { get; init; }

    /// <summary>Not to be started before; <see langword="null"/> means at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The line it stands in; lines of a queue are served in turn, so that a long one starves no other. <see langword="null"/> means none.</summary>
    public string? Lane { get; init; }

    /// <summary>How many of its kind may be owned at once; <see langword="null"/> means any number.</summary>
    public ConcurrencyLimit? Concurrency { get; init; }

    /// <summary>How many of its kind may be let go within a period; <see langword="null"/> means any number.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The key it reserves while it is to be run, or longer; <see langword="null"/> means none.</summary>
    public Reservation? Reservation { get; init; }

    /// <summary>The invocation whose body made the call; <see langword="null"/> outside any body.</summary>
    public InvocationId? Parent { get; init; }

    /// <summary>The invocation at the root of the tree of calls; the invocation itself when it has no parent.</summary>
    public InvocationId Workflow { get; init; }

    /// <summary>When the caller published it, by the caller's clock.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The runner whose body made the call; <see langword="null"/> for a caller outside any runner.</summary>
    public RunnerId? RegisteredBy { get; init; }
}
