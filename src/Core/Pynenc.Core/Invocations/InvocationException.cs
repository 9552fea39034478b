namespace Pynenc;

/// <summary>An invocation did not end with a result.</summary>
public abstract class InvocationException : PynencException
{
    private protected InvocationException(InvocationId id, string message)
        : base(message) => InvocationId = id;

    /// <summary>The invocation.</summary>
    public InvocationId InvocationId { get; }
}
