using CustomBroker;
using Pynenc.Postgres;
using Pynenc.SQLite;
using Pynenc.TestServers;

namespace Pynenc.Reporting;

/// <summary>Every backend of this repository, in every mode it has.</summary>
internal static class Modes
{
    public static IReadOnlyList<Mode> All { get; } =
    [
        new("memory", "memory", (o, _) => o.UseMemory()),
        new("sqlite", "sqlite, full durability", (o, folder) => o.UseSQLite(File(folder))),
        new("sqlite", "sqlite, normal durability", (o, folder) => o.UseSQLite(File(folder), s => s.Durability = Durability.Normal)),
        new("sqlite", "sqlite state only, memory broker", (o, folder) => o.UseSQLiteState(File(folder)).UseMemoryBroker()),
        new("sqlite", "sqlite broker only, memory state", (o, folder) => o.UseSQLiteBroker(File(folder)).UseMemoryState()),
        new("redis", "redis", (o, _) => o.UseRedis(ServerKind.Redis.ConnectionString), ServerKind.Redis),
        new("redis", "redis state only, memory broker", (o, _) => o.UseRedisState(ServerKind.Redis.ConnectionString).UseMemoryBroker(), ServerKind.Redis),
        new("redis", "redis broker only, memory state", (o, _) => o.UseRedisBroker(ServerKind.Redis.ConnectionString).UseMemoryState(), ServerKind.Redis),
        new("mongodb", "mongodb", (o, _) => o.UseMongoDB(ServerKind.MongoDB.ConnectionString), ServerKind.MongoDB),
        new("mongodb", "mongodb broker, mongodb state", (o, _) => o.UseMongoDBBroker(ServerKind.MongoDB.ConnectionString).UseMongoDBState(ServerKind.MongoDB.ConnectionString), ServerKind.MongoDB),
        new("mongodb", "mongodb state only, memory broker", (o, _) => o.UseMongoDBState(ServerKind.MongoDB.ConnectionString).UseMemoryBroker(), ServerKind.MongoDB),
        new("mongodb", "mongodb broker only, memory state", (o, _) => o.UseMongoDBBroker(ServerKind.MongoDB.ConnectionString).UseMemoryState(), ServerKind.MongoDB),
        new("postgres", "postgres", (o, _) => o.UsePostgres(Postgres), ServerKind.Postgres),
        new("postgres", "postgres, safe for pgbouncer", (o, _) => o.UsePostgres(Postgres, PgBouncerSafe), ServerKind.Postgres),
        new("postgres", "postgres state only, memory broker", (o, _) => o.UsePostgresState(Postgres).UseMemoryBroker(), ServerKind.Postgres),
        new("postgres", "postgres broker only, memory state", (o, _) => o.UsePostgresBroker(Postgres).UseMemoryState(), ServerKind.Postgres),
        new("rabbitmq", "rabbitmq broker, memory state", (o, _) => o.UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString).UseMemoryState(), ServerKind.RabbitMQ),
        new("rabbitmq", "rabbitmq broker with priorities, memory state", (o, _) => o.UseRabbitMQBroker(ServerKind.RabbitMQ.ConnectionString, s => s.Priorities = true).UseMemoryState(), ServerKind.RabbitMQ),
        new("sample", "sample broker, memory state", (o, _) => o.UseBroker(context => new ListBroker(context)).UseMemoryState()),
    ];

    private static string Postgres => ServerKind.Postgres.ConnectionString;

    private static void PgBouncerSafe(PostgresBackendOptions settings)
    {
        settings.PgBouncerSafe = true;
        settings.PollInterval = TimeSpan.FromMilliseconds(10);
    }

    private static string File(string folder) => Path.Combine(folder, "kit.db");
}
