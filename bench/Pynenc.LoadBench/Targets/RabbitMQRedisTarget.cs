using Pynenc.TestServers;
using StackExchange.Redis;

namespace Pynenc.LoadBench.Targets;

/// <summary>A quorum queue on RabbitMQ beside a state on Redis.</summary>
internal sealed class RabbitMQRedisTarget() : RabbitMQTarget(hasPriorities: false)
{
    private readonly Lazy<RedisCounters> _counters = new(() => new RedisCounters(ServerKind.Redis.ConnectionString));

    public override string Backend => "rabbitmq+redis";

    public override string Name => "rabbitmq+redis";

    public override string Setting => $"{QueueSetting}; state on Redis, append-only file, appendfsync everysec";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.RabbitMQ, ServerKind.Redis];

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>(QueueBars)
    {
        [Idle.Asked(RedisCounters.RoundTrips)] = Bar.AtMost(1),
    };

    public override ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) => _counters.Value.CountAsync();

    protected override void ConfigureState(PynencAppBuilder app, string place) => app.UseRedisState(ServerKind.Redis.ConnectionString);

    protected override async Task<RawLimit> SingleAsync(RabbitMQRows queue, int rounds)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(ServerKind.Redis.ConnectionString);
        IDatabase server = connection.GetDatabase();
        RedisKey hash = $"raw:{Guid.CreateVersion7():N}";
        byte[] payload = new byte[100];
        double rate = await SingleAsync(queue, rounds, () => server.HashSetAsync(hash, [new("a", 1), new("b", 2), new("c", 3), new("d", 4), new("e", payload)]));
        await server.KeyDeleteAsync(hash);
        return new("a hash of five fields, then a message confirmed, one after the other", rate);
    }
}
