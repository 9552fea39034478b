using Pynenc.LoadBench.Targets;
using Pynenc.SQLite;

namespace Pynenc.LoadBench;

/// <summary>Every store that can be measured.</summary>
internal static class BenchTargets
{
    public static IReadOnlyList<BenchTarget> All { get; } =
    [
        new MemoryTarget(),
        new SQLiteTarget(Durability.Normal),
        new SQLiteTarget(Durability.Full),
        new RedisTarget(),
        new PostgresTarget(),
        new MongoTarget(),
        new RabbitMQTarget(hasPriorities: false),
        new RabbitMQTarget(hasPriorities: true),
        new RabbitMQRedisTarget(),
        new RabbitMQPostgresTarget(),
    ];

    public static IEnumerable<string> Backends => All.Select(t => t.Backend).Distinct();

    public static BenchTarget Named(string name) =>
        All.FirstOrDefault(t => t.Name == name) ?? throw new ArgumentException($"There is no target '{name}'. There are: {string.Join(", ", All)}.", nameof(name));
}
