namespace Pynenc;

/// <summary>The body threw, and no attempt was left.</summary>
public sealed class InvocationFailedException : InvocationException
{
    internal InvocationFailedException(InvocationId id, TaskId? task, ErrorInfo error)
        : base(id, $"{(task is { } name ? $"Task '{name}'" : "The task")} failed in invocation {id} with {error.Type}: {error.Message}") =>
        Error = error;

    /// <summary>What the body threw, as text.</summary>
    public ErrorInfo Error { get; }

    /// <summary>True when the body threw exactly a <typeparamref name="TException"/>; derived types do not travel as such.</summary>
    public bool Is<TException>()
        where TException : Exception => string.Equals(Error.Type, typeof(TException).FullName, StringComparison.Ordinal);
}
