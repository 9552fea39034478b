using Pynenc.SQLite;
using Pynenc.TestServers;

namespace Pynenc.LoadBench.Targets;

/// <summary>A queue on RabbitMQ beside a state on SQLite. Beside it the driver alone, on the same kind of queue.</summary>
internal class RabbitMQTarget(bool hasPriorities) : BenchTarget
{
    public override string Backend => "rabbitmq";

    public override string Name => hasPriorities ? "rabbitmq-priorities" : "rabbitmq-quorum";

    public override string Setting => $"{QueueSetting}; state on SQLite, durability Normal";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.RabbitMQ];

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = QueueBars;

    protected static IReadOnlyDictionary<string, Bar> QueueBars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.Single] = Bar.AtLeastOfRaw(0.6),
        [Throughput.EndToEnd] = Bar.AtLeast(10_000),
        [Latency.OtherProcess + " p50"] = Bar.Below(2_000),
        [Latency.OtherProcess + " p99"] = Bar.Below(6_000),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Memory] = Bar.Below(80),
    };

    protected string QueueSetting => $"{(hasPriorities ? "classic queue with priorities" : "quorum queue of one node")}, persistent messages, confirms";

    public override void Configure(PynencAppBuilder app, string place)
    {
        app.UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString, s => s.Priorities = hasPriorities);
        ConfigureState(app, place);
    }

    public override RawPath? OpenPath(string place) =>
        new RabbitMQPath(ServerKind.RabbitMQ.ConnectionString, Path.GetFileName(place), RabbitMQRows.Arguments(hasPriorities));

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        await using RabbitMQRows queue = await RabbitMQRows.OpenAsync(ServerKind.RabbitMQ.ConnectionString, hasPriorities);
        RawLimit single = await SingleAsync(queue, rounds);
        return new RawLimits
        {
            Single = single,
            Batch = new("messages, 1000 confirmed at a time", await RawRate.OfAsync(rounds, BatchCount, () => queue.PublishAsync(BatchCount, confirmEach: 1000), queue.PurgeAsync)),
            Through = new("published, then consumed", await RawRate.OfAsync(rounds, BatchCount, () => queue.PassAsync(BatchCount), queue.PurgeAsync)),
            Drain = new("consumed, prefetch 1000, acknowledged 250 at a time", await RawRate.OfAsync(rounds, BatchCount, () => queue.ConsumeAsync(BatchCount), () => queue.FillAsync(BatchCount))),
            Latency = new("one message confirmed and consumed", await queue.LatencyAsync(200)),
        };
    }

    protected virtual void ConfigureState(PynencAppBuilder app, string place) => app.UseSQLiteState(place, s => s.Durability = Durability.Normal);

    /// <summary>What is durable one after the other: in the state's store, then in the queue.</summary>
    protected virtual async Task<RawLimit> SingleAsync(RabbitMQRows queue, int rounds) =>
        new("one message confirmed after the other", await RawRate.OfAsync(rounds, SingleCount, () => queue.PublishAsync(SingleCount, confirmEach: 1), queue.PurgeAsync));

    /// <summary>A write to the store, then a message, one after the other.</summary>
    protected async Task<double> SingleAsync(RabbitMQRows queue, int rounds, Func<Task> write, Func<Task>? prepare = null) => await RawRate.OfAsync(
        rounds,
        SingleCount,
        async () =>
        {
            for (int i = 0; i < SingleCount; i++)
            {
                await write();
                await queue.PublishAsync(1, confirmEach: 1);
            }
        },
        async () =>
        {
            await queue.PurgeAsync();
            await (prepare?.Invoke() ?? Task.CompletedTask);
        });
}
