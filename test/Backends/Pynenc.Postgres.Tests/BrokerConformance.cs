namespace Pynenc.Postgres.Tests;

/// <summary>The queue here, the state elsewhere.</summary>
public sealed class BrokerConformance
{
    public static TheoryData<string> Cases => PostgresConformance.All;

    [Theory, MemberData(nameof(Cases))]
    public Task Conforms(string name) =>
        PostgresConformance.RunAsync(name, "postgres broker, memory state", (o, server) => o.UsePostgresBroker(server).UseMemoryState());
}
