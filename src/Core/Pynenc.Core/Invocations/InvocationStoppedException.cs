namespace Pynenc;

/// <summary>The invocation was parked, poisoned, or dropped by a concurrency limit.</summary>
/// <remarks>A parked invocation may still succeed later, after a deploy that can run it; await it again then.</remarks>
public sealed class InvocationStoppedException : InvocationException
{
    internal InvocationStoppedException(InvocationId id, InvocationStatus status, string? reason)
        : base(id, $"Invocation {id} is {status.Text()}{(reason is null ? "." : $": {reason}")}")
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>Where it stopped.</summary>
    public InvocationStatus Status { get; }

    /// <summary>Why; <see langword="null"/> where the status says it all.</summary>
    public string? Reason { get; }
}
