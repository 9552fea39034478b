namespace Pynenc.Backend;

/// <summary>An invocation a runner owns, with all it needs to run it.</summary>
/// <param name="Record">What was published.</param>
/// <param name="Fence">The proof of ownership for every later step.</param>
/// <param name="Retries">How often it was tried again before, after an error.</param>
/// <param name="Recoveries">How often its body was cut short by the death of a runner.</param>
public sealed record ClaimedInvocation(InvocationRecord Record, Fence Fence, int Retries, int Recoveries);
