namespace Pynenc;

/// <summary>An idempotency key was used before, for a call with other arguments. Nothing was stored.</summary>
public sealed class IdempotencyConflictException : PynencException
{
    internal IdempotencyConflictException(TaskId task, string key, InvocationId existing)
        : base($"Idempotency key '{key}' of task '{task}' belongs to invocation {existing}, which was called with other arguments. Use another key for another call.") =>
        Existing = existing;

    /// <summary>The invocation that has the key.</summary>
    public InvocationId Existing { get; }
}
