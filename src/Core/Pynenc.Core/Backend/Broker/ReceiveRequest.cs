namespace Pynenc.Backend;

/// <summary>What a runner asks of a broker.</summary>
/// <remarks>
/// The queues are a set. Each keeps its own order; between them there is none, and among equal priorities none keeps another from
/// being served. A runner that wants one before the others asks for it alone first.
/// </remarks>
/// <param name="Queues">The queues to take from; in which order they are named, and how often, makes no difference. Empty means all.</param>
/// <param name="MaxCount">The most ids wanted. At least 1.</param>
/// <param name="Lease">How long a received id stays hidden without an acknowledgement. Above zero.</param>
/// <param name="MaxWait">How long to wait for the first id; zero means do not wait. A broker may return sooner.</param>
public sealed record ReceiveRequest(IReadOnlyList<QueueName> Queues, int MaxCount, TimeSpan Lease, TimeSpan MaxWait)
{
    /// <summary>True when ids of <paramref name="queue"/> are wanted.</summary>
    public bool Wants(QueueName queue) => Queues.Count == 0 || Queues.Contains(queue);
}
