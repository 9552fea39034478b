namespace Pynenc.Testing.Conformance.History;

/// <summary>One run of a body, as the body itself has noted it.</summary>
/// <param name="Id">The invocation.</param>
/// <param name="Epoch">The epoch of the claim it ran under: <see cref="InvocationContext.Attempt"/>.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Result">The JSON text of what it was about to return; <see langword="null"/> when it threw, was stopped, or died.</param>
/// <param name="Consumer">Names the consumer when it was the only one of its queue and took one after the other; otherwise <see langword="null"/>.</param>
public sealed record BodyRun(
    InvocationId Id, long Epoch, DateTimeOffset StartedAt, string? Result = null, string? Consumer = null);
