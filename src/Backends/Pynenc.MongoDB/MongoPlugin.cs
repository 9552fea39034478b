using Pynenc.MongoDB;

[assembly: Pynenc.PynencBackend(typeof(MongoPlugin))]

namespace Pynenc.MongoDB;

/// <summary>Selects the MongoDB backend by its name, <c>MongoDB</c>. Settings: <c>ConnectionString</c>, and those of <see cref="MongoBackendOptions"/>.</summary>
public sealed class MongoPlugin : BackendPlugin
{
    private const string Replicated =
        "A replica set, on which each step is confirmed by the majority and its journal. On a standalone server it outlives a crash of the server, and not the loss of its disk.";

    /// <inheritdoc/>
    public override string Name => "MongoDB";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        new(Promise.AtomicPublication, GuaranteeLevel.Guaranteed, Replicated),
        new(Promise.LeaseRecovery, GuaranteeLevel.Guaranteed, Replicated),
        new(Promise.FencedCompletion, GuaranteeLevel.Guaranteed, Replicated),
        new(Promise.FirstInFirstOut, GuaranteeLevel.Guaranteed),
        new(Promise.Priority, GuaranteeLevel.Guaranteed),
        new(Promise.Durability, GuaranteeLevel.Guaranteed, Replicated),
        new(Promise.DelayedDelivery, GuaranteeLevel.Guaranteed, Replicated),
    ];

    /// <inheritdoc/>
    public override void Use(PynencAppBuilder builder, BackendSettings settings) => builder.UseMongoDB(Connection(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseBroker(PynencAppBuilder builder, BackendSettings settings) => builder.UseMongoDBBroker(Connection(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseState(PynencAppBuilder builder, BackendSettings settings) => builder.UseMongoDBState(Connection(settings), o => Read(settings, o));

    private static string Connection(BackendSettings settings) => settings.Required("ConnectionString", "mongodb://host1,host2,host3/shop?replicaSet=rs0");

    private static void Read(BackendSettings settings, MongoBackendOptions options)
    {
        settings.Text(nameof(options.Database), v => options.Database = v);
        settings.Time(nameof(options.SafetyPoll), v => options.SafetyPoll = v);
        settings.Time(nameof(options.PollInterval), v => options.PollInterval = v);
        settings.Time(nameof(options.CommandTimeout), v => options.CommandTimeout = v);
        settings.Number(nameof(options.InlineBytes), v => options.InlineBytes = v);
    }
}
