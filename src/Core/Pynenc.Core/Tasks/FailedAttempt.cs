namespace Pynenc;

/// <summary>An attempt that failed and will be repeated.</summary>
/// <param name="InvocationId">The invocation.</param>
/// <param name="Retry">Which retry comes next, from 1.</param>
/// <param name="Error">What the body threw.</param>
public readonly record struct FailedAttempt(InvocationId InvocationId, int Retry, Exception Error);
