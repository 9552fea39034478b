using Pynenc.Testing.Conformance;

namespace Pynenc.Postgres.Tests;

/// <summary>The kit on PostgreSQL, one class per mode, so that modes run beside each other.</summary>
internal static class PostgresConformance
{
    public static TheoryData<string> All => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    /// <summary>Without the cases that hunt for seconds: they are about statements that the modes share.</summary>
    public static TheoryData<string> Promises => [.. ConformanceSuite.Cases.Where(c => c.Area is not ("generated" or "race")).Select(c => c.Name)];

    public static async Task RunAsync(string name, string mode, Action<PynencAppBuilder, string> configure) =>
        await Conformance.RunAsync(name, new PostgresUnderTest(mode, await Server.SharedAsync(), configure));

    private sealed class PostgresUnderTest(string name, string server, Action<PynencAppBuilder, string> configure) : BackendUnderTest
    {
        public override string Name => name;

        public override void Configure(PynencAppBuilder builder) => configure(builder, server);
    }
}
