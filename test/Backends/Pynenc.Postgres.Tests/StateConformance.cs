namespace Pynenc.Postgres.Tests;

/// <summary>The state here, the queue elsewhere.</summary>
public sealed class StateConformance
{
    public static TheoryData<string> Cases => PostgresConformance.All;

    [Theory, MemberData(nameof(Cases))]
    public Task Conforms(string name) =>
        PostgresConformance.RunAsync(name, "postgres state, memory broker", (o, server) => o.UsePostgresState(server).UseMemoryBroker());
}
