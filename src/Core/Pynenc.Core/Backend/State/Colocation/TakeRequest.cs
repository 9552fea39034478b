namespace Pynenc.Backend;

/// <summary>What a runner asks of a co-located queue.</summary>
/// <param name="Runner">The runner that claims; must be registered.</param>
/// <param name="Queues">The queues to take from: a set, as in <see cref="ReceiveRequest"/>. Empty means all.</param>
/// <param name="MaxCount">The most invocations wanted. At least 1.</param>
/// <param name="MaxWait">How long to wait for the first one; zero means do not wait.</param>
public sealed record TakeRequest(RunnerId Runner, IReadOnlyList<QueueName> Queues, int MaxCount, TimeSpan MaxWait);
