namespace Pynenc;

/// <summary>A continuation did not call its task, because an invocation it follows did not succeed.</summary>
/// <remarks>Its inner exception is what awaiting that invocation throws; in <see cref="ErrorInfo"/> it is the inner error.</remarks>
public sealed class AntecedentFailedException : PynencException
{
    internal AntecedentFailedException(InvocationId antecedent, TaskId next, Exception error)
        : base($"Task '{next}' was not called, because what it follows did not succeed. {error.Message}", error) =>
        Antecedent = antecedent;

    /// <summary>The invocation that did not succeed.</summary>
    public InvocationId Antecedent { get; }
}
