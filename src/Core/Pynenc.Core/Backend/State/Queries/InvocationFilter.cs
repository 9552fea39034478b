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
}
