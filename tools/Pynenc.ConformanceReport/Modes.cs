using CustomBroker;
using Pynenc.SQLite;

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
        new("mongodb", "mongodb", (o, _) => o.UseMongoDB(MongoServer)),
        new("mongodb", "mongodb broker, mongodb state", (o, _) => o.UseMongoDBBroker(MongoServer).UseMongoDBState(MongoServer)),
        new("mongodb", "mongodb state only, memory broker", (o, _) => o.UseMongoDBState(MongoServer).UseMemoryBroker()),
        new("mongodb", "mongodb broker only, memory state", (o, _) => o.UseMongoDBBroker(MongoServer).UseMemoryState()),
        new("sample", "sample broker, memory state", (o, _) => o.UseBroker(context => new ListBroker(context)).UseMemoryState()),
    ];

    private static string MongoServer => Environment.GetEnvironmentVariable("PYNENC_TEST_MONGODB")
        ?? throw new InvalidOperationException("PYNENC_TEST_MONGODB is not set. Set it to the connection string of a MongoDB server.");

    private static string File(string folder) => Path.Combine(folder, "kit.db");
}
