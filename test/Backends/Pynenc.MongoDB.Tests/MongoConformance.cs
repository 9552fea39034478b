using Pynenc.Testing.Conformance;

namespace Pynenc.MongoDB.Tests;

/// <summary>The whole kit on MongoDB: co-located, each half by itself over the other, and each half with a stranger for the other.</summary>
public sealed class MongoConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public Task Colocated(string name) => RunAsync(name, "mongodb", (o, server) => o.UseMongoDB(server));

    [Theory, MemberData(nameof(Cases))]
    public Task Composed(string name) => RunAsync(name, "mongodb broker + mongodb state", (o, server) => o.UseMongoDBBroker(server).UseMongoDBState(server));

    [Theory, MemberData(nameof(Cases))]
    public Task StateOnly(string name) => RunAsync(name, "memory broker + mongodb state", (o, server) => o.UseMongoDBState(server).UseMemoryBroker());

    [Theory, MemberData(nameof(Cases))]
    public Task BrokerOnly(string name) => RunAsync(name, "mongodb broker + memory state", (o, server) => o.UseMongoDBBroker(server).UseMemoryState());

    private static async Task RunAsync(string name, string mode, Action<PynencAppBuilder, string> configure) =>
        await Conformance.RunAsync(name, new MongoUnderTest(mode, await Server.SharedAsync(), configure));

    private sealed class MongoUnderTest(string name, string server, Action<PynencAppBuilder, string> configure) : BackendUnderTest
    {
        public override string Name => name;

        public override void Configure(PynencAppBuilder builder) => configure(builder, server);
    }
}
