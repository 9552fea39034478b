using Pynenc.SQLite;
using Pynenc.TestServers;

namespace Pynenc.LoadBench.Targets;

/// <summary>A queue on RabbitMQ beside a state on SQLite. Beside it the driver alone, on the same kind of queue.</summary>
internal sealed class RabbitMQTarget(bool hasPriorities) : BenchTarget
{
    public override string Backend => "rabbitmq";

    public override string Name => hasPriorities ? "rabbitmq-priorities" : "rabbitmq-quorum";

    public override string Setting => $"{(hasPriorities ? "classic queue with priorities" : "quorum queue of one node")}, persistent messages, confirms; state on SQLite, durability Normal";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.RabbitMQ];

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.EndToEnd] = Bar.AtLeast(10_000),
        [Latency.OtherProcess + " p50"] = Bar.Below(2_000),
        [Latency.OtherProcess + " p99"] = Bar.Below(6_000),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Memory] = Bar.Below(80),
    };

    public override void Configure(PynencAppBuilder app, string place) => app
        .UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString, s => s.Priorities = hasPriorities)
        .UseSQLiteState(place, s => s.Durability = Durability.Normal);

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        await using RabbitMQRows store = await RabbitMQRows.OpenAsync(ServerKind.RabbitMQ.ConnectionString, hasPriorities);
        return new RawLimits
        {
            Single = new("one message confirmed after the other", await RawRate.OfAsync(rounds, SingleCount, () => store.PublishAsync(SingleCount, confirmEach: 1))),
            Batch = new("messages, 1000 confirmed at a time", await RawRate.OfAsync(rounds, BatchCount, () => store.PublishAsync(BatchCount, confirmEach: 1000))),
            Through = new("published, then consumed", await RawRate.OfAsync(rounds, BatchCount, () => store.PassAsync(BatchCount), store.PurgeAsync)),
            Drain = new("consumed, prefetch 1000, acknowledged 250 at a time", await RawRate.OfAsync(rounds, BatchCount, () => store.ConsumeAsync(BatchCount), () => store.FillAsync(BatchCount))),
            Latency = new("one message confirmed and consumed", await store.LatencyAsync(200)),
        };
    }
}
