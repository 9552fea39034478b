using Pynenc.Testing.Conformance;

namespace Pynenc.Redis.Tests;

/// <summary>The whole kit on Redis: co-located, and each half with a stranger for the other.</summary>
public sealed class RedisConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public Task Colocated(string name) => RunAsync(name, "redis", (o, server) => o.UseRedis(server));

    [Theory, MemberData(nameof(Cases))]
    public Task StateOnly(string name) => RunAsync(name, "memory broker + redis state", (o, server) => o.UseRedisState(server).UseMemoryBroker());

    [Theory, MemberData(nameof(Cases))]
    public Task BrokerOnly(string name) => RunAsync(name, "redis broker + memory state", (o, server) => o.UseRedisBroker(server).UseMemoryState());

    private static async Task RunAsync(string name, string mode, Action<PynencAppBuilder, string> configure) =>
        await Conformance.RunAsync(name, new RedisUnderTest(mode, await Server.SharedAsync(), configure));
}
