using Pynenc.Testing.Conformance;

namespace Pynenc.SQLite.Tests;

/// <summary>The whole kit on SQLite: both durabilities co-located, and each half with a stranger for the other.</summary>
public sealed class SQLiteConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public Task Full(string name) => Conformance.RunAsync(name, new SQLiteUnderTest("sqlite", (o, file) => o.UseSQLite(file)));

    [Theory, MemberData(nameof(Cases))]
    public Task Normal(string name) => Conformance.RunAsync(
        name, new SQLiteUnderTest("sqlite, normal durability", (o, file) => o.UseSQLite(file, s => s.Durability = Durability.Normal)));

    [Theory, MemberData(nameof(Cases))]
    public Task StateOnly(string name) => Conformance.RunAsync(
        name, new SQLiteUnderTest("memory broker + sqlite state", (o, file) => o.UseSQLite(file).UseMemoryBroker()));

    [Theory, MemberData(nameof(Cases))]
    public Task BrokerOnly(string name) => Conformance.RunAsync(
        name, new SQLiteUnderTest("sqlite broker + memory state", (o, file) => o.UseSQLite(file).UseMemoryState()));

    private sealed class SQLiteUnderTest(string name, Action<PynencAppBuilder, string> configure) : BackendUnderTest
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-kit-");

        public override string Name => name;

        public override void Configure(PynencAppBuilder builder) => configure(builder, Path.Combine(_folder.FullName, "kit.db"));

        public override ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return base.DisposeAsync();
        }
    }
}
