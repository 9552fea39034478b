using Pynenc.SQLite;

namespace Pynenc.LoadBench.Targets;

/// <summary>One file of SQLite. Beside it bare rows of 100 bytes, written with Microsoft.Data.Sqlite at the same setting.</summary>
internal sealed class SQLiteTarget(Durability durability) : BenchTarget
{
    public override string Backend => "sqlite";

    public override string Name => $"sqlite-{durability.ToString().ToLowerInvariant()}";

    public override string Setting => durability == Durability.Full
        ? "durability Full: every commit survives a power cut"
        : "durability Normal: every commit survives the death of every process, the last ones not a power cut";

    public override int BatchCount => 50_000;

    public override int SingleCount => durability == Durability.Full ? 3_000 : 10_000;

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.EndToEnd] = Bar.AtLeast(durability == Durability.Full ? 10_000 : 20_000),
        [Latency.OtherProcess + " p50"] = Bar.Below(5_000),
        [Latency.OtherProcess + " p99"] = Bar.Below(20_000),
        [Throughput.AskedInDrain("commits")] = Bar.Below(2),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Memory] = Bar.Below(80),
        [Million.Count] = Bar.Below(10),
        [Million.Page] = Bar.Below(10),
    };

    public override void Configure(PynencAppBuilder app, string place) => app.UseSQLite(place, s => s.Durability = durability);

    public override async ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) =>
        await ((SQLiteBroker)app.Broker).Database.WriteAsync(new CountStep(), CancellationToken.None);

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        using var store = new SQLiteRows(place, durability == Durability.Full ? "FULL" : "NORMAL");
        int singles = SingleCount;
        int many = 2 * BatchCount;
        double single = await RawRate.OfAsync(rounds, singles, () => store.InsertAsync(singles, commitEach: 1));
        double batch = await RawRate.OfAsync(rounds, many, () => store.InsertAsync(many, SQLiteRows.OfACommit));
        double drain = await RawRate.OfAsync(rounds, many, () => store.TakeAsync(many, SQLiteRows.OfACommit), prepare: () => store.FillAsync(many));
        double through = await RawRate.OfAsync(rounds, many, () => store.PassAsync(many, SQLiteRows.OfACommit), prepare: () => store.FillAsync(0));
        return new RawLimits
        {
            Single = new("one row, one commit", single),
            Batch = new($"rows in commits of {SQLiteRows.OfACommit}", batch),
            Through = new($"insert, then delete … returning, {SQLiteRows.OfACommit} a commit", through),
            Drain = new($"delete … returning, {SQLiteRows.OfACommit} a commit", drain),
            Latency = new("one row committed, then a channel", await RawLatency.OfAsync(100, () => store.Insert(1))),
        };
    }

    /// <summary>Asked on the writer's thread, which owns what is counted. Reading them is itself a commit; the difference of two answers has one too many.</summary>
    private sealed class CountStep : WriteOperation<IReadOnlyList<Tally>>
    {
        protected override IReadOnlyList<Tally> Execute(WriteTransaction transaction) =>
            [new("statements", transaction.Link.StatementsRun), new("commits", transaction.Commits)];
    }
}
