using Pynenc.MongoDB;
using Pynenc.Postgres;
using Pynenc.SQLite;
using Pynenc.TestServers;

namespace Pynenc.SystemTests.Worker;

/// <summary>Where queue and state of the mixed application are, and how they stand to each other.</summary>
/// <param name="Name">What it is called on a command line.</param>
/// <param name="IsColocated">True when queue and state share a transaction; otherwise store, route, receive, claim and acknowledge are writes of their own.</param>
/// <param name="Servers">The servers it needs.</param>
/// <param name="FailPoints">The points of its backends, beside those of the engine.</param>
public sealed record Topology(string Name, bool IsColocated, IReadOnlyList<ServerKind> Servers, IReadOnlyList<string> FailPoints)
{
    /// <summary>Chooses it. The place is a path of a run of its own; what is kept on servers is kept apart by the application's id.</summary>
    public required Action<PynencAppBuilder, string, TimeSpan?> Configure { get; init; }

    /// <summary>Every one there is.</summary>
    public static IReadOnlyList<Topology> All { get; } =
    [
        new("sqlite", IsColocated: true, [], SQLiteFailPoints.All)
        {
            Configure = (o, place, wait) => o.UseSQLite(place, s => Quick(s, wait)),
        },
        new("sqlite-composed", IsColocated: false, [], SQLiteFailPoints.All)
        {
            Configure = (o, place, wait) => o.UseSQLiteState(place, s => Quick(s, wait)).UseSQLiteBroker(place + ".queue", s => Quick(s, wait)),
        },
        new("redis", IsColocated: true, [ServerKind.Redis], [])
        {
            Configure = (o, _, _) => o.UseRedis(ServerKind.Redis.ConnectionString),
        },
        new("redis-composed", IsColocated: false, [ServerKind.Redis], SQLiteFailPoints.All)
        {
            Configure = (o, place, wait) => o.UseRedisState(ServerKind.Redis.ConnectionString).UseSQLiteBroker(place + ".queue", s => Quick(s, wait)),
        },
        new("mongodb", IsColocated: true, [ServerKind.MongoDB], MongoFailPoints.All)
        {
            Configure = (o, _, _) => o.UseMongoDB(ServerKind.MongoDB.ConnectionString),
        },
        new("mongodb-composed", IsColocated: false, [ServerKind.MongoDB], MongoFailPoints.All)
        {
            Configure = (o, _, _) => o.UseMongoDBState(ServerKind.MongoDB.ConnectionString).UseMongoDBBroker(ServerKind.MongoDB.ConnectionString),
        },
        new("postgres", IsColocated: true, [ServerKind.Postgres], [])
        {
            Configure = (o, _, wait) => o.UsePostgres(ServerKind.Postgres.ConnectionString, s => Quick(s, wait)),
        },
        new("postgres-composed", IsColocated: false, [ServerKind.Postgres], SQLiteFailPoints.All)
        {
            Configure = (o, place, wait) => o.UsePostgresState(ServerKind.Postgres.ConnectionString, s => Quick(s, wait)).UseSQLiteBroker(place + ".queue", s => Quick(s, wait)),
        },
        new("rabbitmq+sqlite", IsColocated: false, [ServerKind.RabbitMQ], SQLiteFailPoints.All)
        {
            Configure = (o, place, wait) => o.UseSQLiteState(place, s => Quick(s, wait)).UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString),
        },
        new("rabbitmq+redis", IsColocated: false, [ServerKind.RabbitMQ, ServerKind.Redis], [])
        {
            Configure = (o, _, _) => o.UseRedisState(ServerKind.Redis.ConnectionString).UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString),
        },
        new("rabbitmq+postgres", IsColocated: false, [ServerKind.RabbitMQ, ServerKind.Postgres], [])
        {
            Configure = (o, _, wait) => o.UsePostgresState(ServerKind.Postgres.ConnectionString, s => Quick(s, wait)).UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString),
        },
    ];

    /// <summary>Finds one by its name, or null.</summary>
    public static Topology? Find(string? name) => All.FirstOrDefault(t => t.Name == name);

    /// <summary>One by its name.</summary>
    public static Topology Named(string name) =>
        Find(name) ?? throw new ArgumentException($"There is no topology '{name}'. There are: {string.Join(", ", All.Select(t => t.Name))}.", nameof(name));

    /// <summary>Sees to it that its servers run, for this process and the processes it starts.</summary>
    /// <exception cref="ServerMissingException">One of them cannot be had here.</exception>
    public async Task EnsureServersAsync()
    {
        foreach (ServerKind server in Servers)
        {
            await server.EnsureSharedAsync();
        }
    }

    public override string ToString() => Name;

    // What a commit survives at this setting is the death of every process, and no process here takes the machine with it.
    private static void Quick(SQLiteBackendOptions settings, TimeSpan? busyTimeout)
    {
        settings.Durability = Durability.Normal;
        settings.BusyTimeout = busyTimeout ?? settings.BusyTimeout;
    }

    // Shorter than a lease, so that a server that hangs is noticed within it.
    private static void Quick(PostgresBackendOptions settings, TimeSpan? timeout) =>
        settings.CommandTimeout = timeout > TimeSpan.FromSeconds(1) ? timeout.Value : TimeSpan.FromSeconds(5);
}
