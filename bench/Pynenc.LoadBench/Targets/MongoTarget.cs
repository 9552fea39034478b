using Pynenc.TestServers;

namespace Pynenc.LoadBench.Targets;

/// <summary>A MongoDB server, the one that is named or a standalone one. Beside it one collection of small documents.</summary>
internal sealed class MongoTarget : BenchTarget
{
    private readonly Lazy<MongoCounters> _counters = new(() => new MongoCounters(ServerKind.MongoDB.ConnectionString));

    public override string Backend => "mongodb";

    public override string Name => "mongodb";

    public override string Setting => "write concern majority, journaled: every acknowledged write survives the death of the server";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.MongoDB];

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.Single] = Bar.AtLeastOfRaw(0.6),
        [Throughput.EndToEnd] = Bar.AtLeastOfRaw(0.6),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Asked(MongoCounters.Operations)] = Bar.AtMost(1),
        [Idle.Memory] = Bar.Below(80),
        [Million.Count] = Bar.Below(10),
        [Million.Page] = Bar.Below(10),
    };

    public override void Configure(PynencAppBuilder app, string place) => app.UseMongoDB(ServerKind.MongoDB.ConnectionString);

    public override ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) => _counters.Value.CountAsync();

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        await using MongoRows rows = await MongoRows.OpenAsync(ServerKind.MongoDB.ConnectionString);
        double single = await RawRate.OfAsync(rounds, SingleCount, () => rows.InsertAsync(SingleCount), rows.ClearAsync);
        double batch = await RawRate.OfAsync(rounds, BatchCount, () => rows.InsertManyAsync(BatchCount), rows.ClearAsync);
        double drain = await RawRate.OfAsync(rounds, BatchCount, () => rows.TakeAsync(BatchCount), () => rows.FillAsync(BatchCount));
        double through = await RawRate.OfAsync(rounds, BatchCount, () => rows.PassAsync(BatchCount), rows.ClearAsync);
        return new RawLimits
        {
            Single = new("one document inserted after the other", single),
            Batch = new($"documents inserted, {MongoRows.OfACommand} a command", batch),
            Through = new($"inserted, then findOneAndUpdate, {MongoRows.Takers} at a time", through),
            Drain = new($"findOneAndUpdate, {MongoRows.Takers} at a time", drain),
            Latency = new("one document inserted, then a channel", await RawLatency.OfAsync(100, rows.InsertAsync)),
        };
    }
}
