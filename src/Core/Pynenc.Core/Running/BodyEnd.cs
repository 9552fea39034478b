using Pynenc.Backend;

namespace Pynenc.Running;

/// <summary>How a body ended, and so which status comes next.</summary>
/// <param name="Status">Success, failed, retry, parked, cancelled because it expired, or killed by a drain; <see langword="null"/> when the claim was lost and nothing is to be stored.</param>
/// <param name="Payload">The result or the error.</param>
/// <param name="Reason">Why, for the history.</param>
/// <param name="Wait">How long until the next attempt may start; 0 means at once.</param>
/// <param name="Contents">The large values the payload refers to; <see langword="null"/> when there are none.</param>
internal readonly record struct BodyEnd(
    InvocationStatus? Status, ReadOnlyMemory<byte>? Payload = null, string? Reason = null, TimeSpan Wait = default, IReadOnlyList<ContentKey>? Contents = null)
{
    /// <summary>The body stopped because its runner drains: another runs it.</summary>
    public static BodyEnd Drained => new(InvocationStatus.Killed);

    /// <summary>The claim was lost: somebody else decides.</summary>
    public static BodyEnd Abandoned => new(null);
}
