using Pynenc.Redis;

[assembly: Pynenc.PynencBackend(typeof(RedisPlugin))]

namespace Pynenc.Redis;

/// <summary>Selects the Redis backend by its name, <c>Redis</c>. Settings: <c>ConnectionString</c>, and those of <see cref="RedisBackendOptions"/>.</summary>
public sealed class RedisPlugin : BackendPlugin
{
    private const string Kept = "The server keeps an append-only file (appendonly yes) and evicts nothing (maxmemory-policy noeviction).";

    /// <inheritdoc/>
    public override string Name => "Redis";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        new(Promise.AtomicPublication, GuaranteeLevel.Guaranteed, Kept),
        new(Promise.LeaseRecovery, GuaranteeLevel.Guaranteed, Kept),
        new(Promise.FencedCompletion, GuaranteeLevel.Guaranteed, Kept),
        new(Promise.AtomicSlots, GuaranteeLevel.Guaranteed, Kept),
        new(Promise.FirstInFirstOut, GuaranteeLevel.Guaranteed),
        new(Promise.Priority, GuaranteeLevel.Guaranteed),
        new(Promise.Durability, GuaranteeLevel.Guaranteed, "With appendfsync always what was acknowledged outlives the server's crash; with everysec the last two seconds may be lost, and after a failover what its replica had not received."),
        new(Promise.DelayedDelivery, GuaranteeLevel.Guaranteed, Kept),
    ];

    /// <inheritdoc/>
    public override void Use(PynencAppBuilder builder, BackendSettings settings) => builder.UseRedis(Connection(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseBroker(PynencAppBuilder builder, BackendSettings settings) => builder.UseRedisBroker(Connection(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseState(PynencAppBuilder builder, BackendSettings settings) => builder.UseRedisState(Connection(settings), o => Read(settings, o));

    private static string Connection(BackendSettings settings) => settings.Required("ConnectionString", "localhost:6379");

    private static void Read(BackendSettings settings, RedisBackendOptions options)
    {
        settings.Text(nameof(options.KeyPrefix), v => options.KeyPrefix = v);
        settings.Time(nameof(options.SafetyPoll), v => options.SafetyPoll = v);
    }
}
