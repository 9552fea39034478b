using CustomBroker;
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
        new("redis", "redis", (o, _) => o.UseRedis(ServerKind.Redis.ConnectionString)),
        new("redis", "redis state only, memory broker", (o, _) => o.UseRedisState(ServerKind.Redis.ConnectionString).UseMemoryBroker()),
        new("redis", "redis broker only, memory state", (o, _) => o.UseRedisBroker(ServerKind.Redis.ConnectionString).UseMemoryState()),
        new("sample", "sample broker, memory state", (o, _) => o.UseBroker(context => new ListBroker(context)).UseMemoryState()),
    ];

    private static string File(string folder) => Path.Combine(folder, "kit.db");
}
