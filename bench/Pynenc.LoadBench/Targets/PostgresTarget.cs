using Pynenc.TestServers;

namespace Pynenc.LoadBench.Targets;

/// <summary>A PostgreSQL server as it is by default. Beside it one table of bare rows.</summary>
internal sealed class PostgresTarget : BenchTarget
{
    private readonly Lazy<PostgresCounters> _counters = new(() => new PostgresCounters(ServerKind.Postgres.ConnectionString));

    public override string Backend => "postgres";

    public override string Name => "postgres";

    public override string Setting => "fsync and synchronous_commit on: every commit survives a power cut; pg_stat_statements counts";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.Postgres];

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.Single] = Bar.AtLeastOfRaw(0.6),
        [Throughput.EndToEnd] = Bar.AtLeast(10_000),
        [Throughput.AskedInDrain(PostgresCounters.Statements)] = Bar.AtMost(2),
        [Throughput.AskedInDrain(PostgresCounters.Commits)] = Bar.AtMost(0.05),
        [Latency.OtherProcess + " p50"] = Bar.Below(3_500),
        [Latency.OtherProcess + " p99"] = Bar.Below(15_000),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Asked(PostgresCounters.Statements)] = Bar.AtMost(1),
        [Idle.Memory] = Bar.Below(80),
        [Million.Count] = Bar.Below(10),
        [Million.Page] = Bar.Below(10),
    };

    /// <summary>A server that counts statements, which has to be said before it starts.</summary>
    public static TestServer CountingServer() => new PostgresServer { Settings = ["shared_preload_libraries=pg_stat_statements"] };

    public override TestServer CreateServer(ServerKind kind) => CountingServer();

    public override void Configure(PynencAppBuilder app, string place) => app.UsePostgres(ServerKind.Postgres.ConnectionString);

    public override ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) => _counters.Value.CountAsync();

    public override RawPath? OpenPath(string place) => new PostgresPath(ServerKind.Postgres.ConnectionString, Path.GetFileName(place));

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        await using PostgresRows rows = await PostgresRows.OpenAsync(ServerKind.Postgres.ConnectionString);
        int many = 5 * BatchCount;
        double single = await RawRate.OfAsync(rounds, SingleCount, () => rows.InsertAsync(SingleCount), rows.ClearAsync);
        double batch = await RawRate.OfAsync(rounds, many, () => rows.InsertManyAsync(many), rows.ClearAsync);
        double drain = await RawRate.OfAsync(rounds, many, () => rows.TakeAsync(many), () => rows.FillAsync(many));
        double through = await RawRate.OfAsync(rounds, many, () => rows.PassAsync(many), rows.ClearAsync);
        return new RawLimits
        {
            Single = new("one row, one commit", single),
            Batch = new($"rows in statements of {PostgresRows.OfACommit}", batch),
            Through = new($"insert, then delete … skip locked, {PostgresRows.OfACommit} a commit", through),
            Drain = new($"delete … skip locked, {PostgresRows.OfACommit} a commit", drain),
            Latency = new("one row committed, then a channel", await RawLatency.OfAsync(100, rows.InsertAsync)),
        };
    }
}
