using Pynenc.TestServers;

namespace Pynenc.LoadBench.Targets;

/// <summary>A quorum queue on RabbitMQ beside a state on PostgreSQL.</summary>
internal sealed class RabbitMQPostgresTarget() : RabbitMQTarget(hasPriorities: false)
{
    private readonly Lazy<PostgresCounters> _counters = new(() => new PostgresCounters(ServerKind.Postgres.ConnectionString));

    public override string Backend => "rabbitmq+postgres";

    public override string Name => "rabbitmq+postgres";

    public override string Setting => $"{QueueSetting}; state on PostgreSQL, fsync and synchronous_commit on; pg_stat_statements counts";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.RabbitMQ, ServerKind.Postgres];

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>(QueueBars)
    {
        [Idle.Asked(PostgresCounters.Statements)] = Bar.AtMost(1),
    };

    public override TestServer CreateServer(ServerKind kind) => kind == ServerKind.Postgres ? PostgresTarget.CountingServer() : base.CreateServer(kind);

    public override ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) => _counters.Value.CountAsync();

    protected override void ConfigureState(PynencAppBuilder app, string place) => app.UsePostgresState(ServerKind.Postgres.ConnectionString);

    protected override async Task<RawLimit> SingleAsync(RabbitMQRows queue, int rounds)
    {
        await using PostgresRows rows = await PostgresRows.OpenAsync(ServerKind.Postgres.ConnectionString);
        return new("one row committed, then a message confirmed, one after the other", await SingleAsync(queue, rounds, rows.InsertAsync, rows.ClearAsync));
    }
}
