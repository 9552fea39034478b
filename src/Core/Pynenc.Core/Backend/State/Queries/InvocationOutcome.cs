namespace Pynenc.Backend;

/// <summary>What became of an invocation, as far as a waiting caller needs to know.</summary>
/// <param name="Id">The invocation.</param>
/// <param name="Status">Its status.</param>
/// <param name="Payload">The result of a success, the error of a failure; otherwise <see langword="null"/>.</param>
/// <param name="Reason">The reason given with its status; <see langword="null"/> when none was.</param>
public readonly record struct InvocationOutcome(InvocationId Id, InvocationStatus Status, ReadOnlyMemory<byte>? Payload, string? Reason);
