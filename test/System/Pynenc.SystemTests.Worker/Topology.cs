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
        new("rabbitmq+sqlite", IsColocated: false, [ServerKind.RabbitMQ], SQLiteFailPoints.All)
        {
            Configure = (o, place, wait) => o.UseSQLiteState(place, s => Quick(s, wait)).UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString),
        },
        new("rabbitmq+postgres", IsColocated: false, [ServerKind.RabbitMQ, ServerKind.Postgres], [])
        {
            Configure = (o, _, _) => o.UsePostgresState(ServerKind.Postgres.ConnectionString).UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString),
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
}
