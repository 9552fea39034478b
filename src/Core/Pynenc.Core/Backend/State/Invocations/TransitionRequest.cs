namespace Pynenc.Backend;

/// <summary>Moves one invocation along a path of statuses, all of it or nothing.</summary>
/// <remarks>
/// A path rather than one status, so that what belongs together is one atomic step: <c>running, success</c> of a body
/// that was quick, <c>running_recovery, rerouted</c> of a recovery, <c>killed, rerouted</c> of a drain.
/// </remarks>
public sealed record TransitionRequest
{
    /// <summary>The invocation.</summary>
    public required InvocationId Id { get; init; }

    /// <summary>The claim the caller acts under; <see langword="null"/> for what needs none, such as a cancellation.</summary>
    public required Fence? Fence { get; init; }

    /// <summary>The statuses to enter, in order. At least one.</summary>
    public required IReadOnlyList<StatusStep> Path { get; init; }

    /// <summary>The runner that acts, for the history; <see langword="null"/> for a caller outside any runner.</summary>
    public RunnerId? By { get; init; }

    /// <summary>The result when the path ends in success, the error when it ends in failure; stored with the status.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>The large values the payload refers to; stored as references in the same step. Usually empty.</summary>
    public IReadOnlyList<ContentKey> Contents { get; init; } = [];

    /// <summary>When the path ends in a status a runner may claim: not before then. <see langword="null"/> means at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The status the path ends in.</summary>
    public InvocationStatus Target => Path[^1].Status;
}
