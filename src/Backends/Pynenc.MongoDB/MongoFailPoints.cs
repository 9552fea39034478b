using System.ComponentModel;

namespace Pynenc.MongoDB;

/// <summary>The fail points between the writes of this backend; see <see cref="Diagnostics.FailPoint"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MongoFailPoints
{
    /// <summary>Large arguments are stored, and the invocation that refers to them is not.</summary>
    public const string PublishPayloads = "mongodb.publish.payloads";

    /// <summary>A key is reserved, and its holder is not inserted.</summary>
    public const string PublishReserved = "mongodb.publish.reserved";

    /// <summary>In a take, invocations are claimed, and the taker does not know.</summary>
    public const string TakeWritten = "mongodb.take.written";

    /// <summary>Large results are stored, and the transition that refers to them is not.</summary>
    public const string TransitionPayloads = "mongodb.transition.payloads";

    /// <summary>Transitions are written, and the caller does not know.</summary>
    public const string TransitionWritten = "mongodb.transition.written";

    /// <summary>A slot of a concurrency limit is free, and who waits for it does not know.</summary>
    public const string SlotFreed = "mongodb.slot.freed";

    /// <summary>The edges of a wait are written, and the waiter is not paused.</summary>
    public const string WaitEdges = "mongodb.wait.edges";

    /// <summary>Every fail point of this backend.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PublishPayloads, PublishReserved, TakeWritten, TransitionPayloads, TransitionWritten, SlotFreed, WaitEdges];
}
