namespace Pynenc.Testing.Conformance.History;

/// <summary>A call whose publish has returned to its caller, and what its caller knows must become of it.</summary>
/// <param name="Id">The invocation.</param>
/// <param name="NotBefore">When it falls due; <see langword="null"/> means at once.</param>
/// <param name="ExpectedStatus">The only end that is right unless it is cancelled; <see langword="null"/> when the caller cannot know.</param>
/// <param name="ExpectedResult">The JSON text of the only right result; <see langword="null"/> when the caller cannot know.</param>
/// <param name="At">When its publish had returned; <see langword="null"/> when nobody noted it.</param>
public sealed record AcceptedCall(
    InvocationId Id,
    DateTimeOffset? NotBefore = null,
    InvocationStatus? ExpectedStatus = null,
    string? ExpectedResult = null,
    DateTimeOffset? At = null);
