namespace Pynenc;

/// <summary>The invocation was cancelled before it could finish.</summary>
public sealed class InvocationCancelledException : InvocationException
{
    internal InvocationCancelledException(InvocationId id, string? reason)
        : base(id, $"Invocation {id} was cancelled{(reason is null ? "." : $": {reason}")}") => Reason = reason;

    /// <summary>The reason given; <see langword="null"/> when none was.</summary>
    public string? Reason { get; }
}
