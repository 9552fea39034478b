namespace Pynenc.Postgres.Tests;

/// <summary>Queue and state in one database.</summary>
public sealed class ColocatedConformance
{
    public static TheoryData<string> Cases => PostgresConformance.All;

    [Theory, MemberData(nameof(Cases))]
    public Task Conforms(string name) => PostgresConformance.RunAsync(name, "postgres", (o, server) => o.UsePostgres(server));
}
