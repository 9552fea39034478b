using Pynenc.TestServers;
using StackExchange.Redis;

namespace Pynenc.LoadBench.Targets;

/// <summary>A Redis server with an append-only file, synced every second. Beside it a bare list, and a hash with a list in one transaction.</summary>
internal sealed class RedisTarget : BenchTarget
{
    private const int OfACommand = 100;

    private readonly Lazy<RedisCounters> _counters = new(() => new RedisCounters(ServerKind.Redis.ConnectionString));
    private readonly byte[] _payload = new byte[100];

    public override string Backend => "redis";

    public override string Name => "redis";

    public override string Setting => "append-only file, appendfsync everysec: every step survives the death of every process of ours; a power cut may take the last two seconds";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.Redis];

    public override int SingleCount => 10_000;

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.EndToEnd] = Bar.AtLeast(20_000),
        [Latency.OtherProcess + " p50"] = Bar.Below(1_000),
        [Latency.OtherProcess + " p99"] = Bar.Below(5_000),
        [Throughput.Single] = Bar.AtLeastOfRaw(0.6),
        [Throughput.AskedInDrain(RedisCounters.RoundTrips)] = Bar.AtMost(2),
        [Idle.Asked(RedisCounters.RoundTrips)] = Bar.AtMost(1),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Memory] = Bar.Below(80),
        [Million.Count] = Bar.Below(10),
        [Million.Page] = Bar.Below(10),
    };

    public override void Configure(PynencAppBuilder app, string place) => app.UseRedis(ServerKind.Redis.ConnectionString);

    public override ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) => _counters.Value.CountAsync();

    public override RawPath? OpenPath(string place) => new RedisPath(ServerKind.Redis.ConnectionString, Path.GetFileName(place));

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(ServerKind.Redis.ConnectionString);
        IDatabase server = connection.GetDatabase();
        RedisKey list = $"raw:{Guid.CreateVersion7():N}";
        RedisKey hash = $"{list}:hash";
        int singles = SingleCount;
        int many = 5 * BatchCount;
        double single = await RawRate.OfAsync(rounds, singles, () => WriteAsync(server, list, hash, singles));
        double batch = await RawRate.OfAsync(rounds, many, () => PushAsync(server, list, many), prepare: () => server.KeyDeleteAsync(list));
        double drain = await RawRate.OfAsync(rounds, many, () => PopAsync(server, list, many), prepare: () => PushAsync(server, list, many));
        double through = await RawRate.OfAsync(rounds, many, () => PassAsync(server, list, many), prepare: () => server.KeyDeleteAsync(list));
        double latency = await RawLatency.OfAsync(100, () => server.ListLeftPush(list, _payload));
        await server.KeyDeleteAsync([list, hash]);
        return new RawLimits
        {
            Single = new("a hash of five fields and a push in one transaction, awaited", single),
            Batch = new($"pushes of {OfACommand} values, awaited", batch),
            Through = new($"push {OfACommand}, then pop {OfACommand}", through),
            Drain = new($"pops of {OfACommand} values, awaited", drain),
            Latency = new("one push, then a channel", latency),
        };
    }

    private async Task WriteAsync(IDatabase server, RedisKey list, RedisKey hash, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ITransaction transaction = server.CreateTransaction();
            _ = transaction.HashSetAsync(hash, [new("a", i), new("b", i), new("c", i), new("d", i), new("e", _payload)]);
            _ = transaction.ListLeftPushAsync(list, i);
            await transaction.ExecuteAsync();
        }
    }

    private async Task PushAsync(IDatabase server, RedisKey list, int count)
    {
        RedisValue[] values = [.. Enumerable.Repeat((RedisValue)_payload, OfACommand)];
        for (int i = 0; i < count; i += OfACommand)
        {
            await server.ListLeftPushAsync(list, values);
        }
    }

    private static async Task PopAsync(IDatabase server, RedisKey list, int count)
    {
        for (int i = 0; i < count; i += OfACommand)
        {
            await server.ListRightPopAsync(list, OfACommand);
        }
    }

    private async Task PassAsync(IDatabase server, RedisKey list, int count)
    {
        for (int i = 0; i < count; i += OfACommand)
        {
            await PushAsync(server, list, OfACommand);
            await PopAsync(server, list, OfACommand);
        }
    }
}
