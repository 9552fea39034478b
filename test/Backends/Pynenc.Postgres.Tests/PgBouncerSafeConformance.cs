namespace Pynenc.Postgres.Tests;

/// <summary>Both, as behind a pooler that hands out a connection per transaction.</summary>
public sealed class PgBouncerSafeConformance
{
    public static TheoryData<string> Cases => PostgresConformance.Promises;

    [Theory, MemberData(nameof(Cases))]
    public Task Conforms(string name) => PostgresConformance.RunAsync(name, "postgres, safe for pgbouncer", (o, server) => o.UsePostgres(server, s =>
    {
        s.PgBouncerSafe = true;
        s.PollInterval = TimeSpan.FromMilliseconds(10);
    }));
}
