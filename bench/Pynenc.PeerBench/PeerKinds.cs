using Pynenc.PeerBench.Peers;

namespace Pynenc.PeerBench;

/// <summary>All that are measured, ours first. Everyone has sixteen workers and the best settings its documents name.</summary>
internal static class PeerKinds
{
    public const int Workers = 16;

    public static IReadOnlyList<PeerKind> All { get; } =
    [
        new($"Pynenc, memory", "batches of 1,000; states, results and histories kept, every result read", () => new PynencPeer()),
        new($"Hangfire {VersionOf<Hangfire.JobStorage>()}, in memory", "compatibility level 1.8, ids of type long, a static method", () => new HangfirePeer()),
        new($"Quartz {VersionOf<Quartz.IJob>()}, RAM", "one durable job, batches of 1,000 triggers", () => new QuartzPeer()),
        new($"Rebus {VersionOf<Rebus.Bus.IBus>()}, in memory", "backoff 1 ms, 4 threads, parallelism 16, transactions of 1,000", () => new RebusPeer()),
        new($"MassTransit {VersionOf<MassTransit.IBus>()}, in memory", "concurrent message limit 16, batches of 1,000", () => new MassTransitPeer()),
        new($"a channel, no peer but the floor", "16 readers, a delegate each, nothing kept", () => new ChannelPeer()),
    ];

    private static string VersionOf<T>() => typeof(T).Assembly.GetName().Version!.ToString(3);
}
