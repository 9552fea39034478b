namespace Pynenc;

/// <summary>What a task is given that is called because an invocation did not succeed.</summary>
public sealed record InvocationFailure
{
    /// <summary>The invocation.</summary>
    public required InvocationId InvocationId { get; init; }

    /// <summary>How it ended: failed, cancelled, poisoned, or dropped by a concurrency limit.</summary>
    public required InvocationStatus Status { get; init; }

    /// <summary>What its body threw; for other ends what awaiting it throws.</summary>
    public required ErrorInfo Error { get; init; }
}
