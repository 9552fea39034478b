namespace Pynenc.Testing.Conformance.History;

/// <summary>A promise that a run has broken.</summary>
/// <param name="Rule">The name of the rule.</param>
/// <param name="Id">The invocation it shows on; <see langword="null"/> when it is about none in particular.</param>
/// <param name="Message">What was expected, what was seen, with the history.</param>
public sealed record Violation(string Rule, InvocationId? Id, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Id is { } id ? $"{Rule}: {id}: {Message}" : $"{Rule}: {Message}";
}
