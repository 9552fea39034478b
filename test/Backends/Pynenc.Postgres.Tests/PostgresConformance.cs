using Pynenc.Testing.Conformance;
using Pynenc.TestServers;

namespace Pynenc.Postgres.Tests;

/// <summary>The whole kit on PostgreSQL: co-located, as behind a pooler, and each half with a stranger for the other.</summary>
public sealed class PostgresConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public Task Colocated(string name) => RunAsync(name, "postgres", (o, server) => o.UsePostgres(server));

    [Theory, MemberData(nameof(Cases))]
    public Task PgBouncerSafe(string name) => RunAsync(name, "postgres, safe for pgbouncer", (o, server) => o.UsePostgres(server, s =>
    {
        s.PgBouncerSafe = true;
        s.PollInterval = TimeSpan.FromMilliseconds(10);
    }));

    [Theory, MemberData(nameof(Cases))]
    public Task StateOnly(string name) => RunAsync(name, "memory broker + postgres state", (o, server) => o.UsePostgresState(server).UseMemoryBroker());

    [Theory, MemberData(nameof(Cases))]
    public Task BrokerOnly(string name) => RunAsync(name, "postgres broker + memory state", (o, server) => o.UsePostgresBroker(server).UseMemoryState());

    private static async Task RunAsync(string name, string mode, Action<PynencAppBuilder, string> configure) =>
        await Conformance.RunAsync(name, new PostgresUnderTest(mode, await Server.SharedAsync(), configure));

    private sealed class PostgresUnderTest(string name, string server, Action<PynencAppBuilder, string> configure) : BackendUnderTest
    {
        public override string Name => name;

        public override void Configure(PynencAppBuilder builder) => configure(builder, server);
    }
}
