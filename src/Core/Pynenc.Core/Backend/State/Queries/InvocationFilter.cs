namespace Pynenc.Backend;

/// <summary>Which invocations are meant. All conditions must hold; an empty filter means all.</summary>
public sealed record InvocationFilter
{
    /// <summary>All invocations.</summary>
    public static InvocationFilter All { get; } = new();

    /// <summary>Only this task's; <see langword="null"/> means any.</summary>
    public TaskId? Task { get; init; }

    /// <summary>Only in this status; <see langword="null"/> means any.</summary>
    public InvocationStatus? Status { get; init; }

    /// <summary>Only direct children of this invocation; <see langword="null"/> means any.</summary>
    public InvocationId? Parent { get; init; }

    /// <summary>Only of the tree of calls with this root, itself included; <see langword="null"/> means any.</summary>
    public InvocationId? Workflow { get; init; }

    /// <summary>Only registered at this time or later; <see langword="null"/> means any.</summary>
    public DateTimeOffset? RegisteredFrom { get; init; }

    /// <summary>Only registered before this time; <see langword="null"/> means any.</summary>
    public DateTimeOffset? RegisteredBefore { get; init; }

    /// <summary>
    /// Only with this in their arguments, as stored JSON, or in the reason given with their status; ASCII letters match in either case.
    /// <see langword="null"/> means any. Reads what the other conditions leave, one by one.
    /// </summary>
    public string? Text { get; init; }
}
