using Pynenc.MongoDB;

[assembly: Pynenc.PynencBackend(typeof(MongoPlugin))]

namespace Pynenc.MongoDB;

/// <summary>Selects the MongoDB backend by its name, <c>MongoDB</c>. Settings: <c>ConnectionString</c>, and those of <see cref="MongoBackendOptions"/>.</summary>
public sealed class MongoPlugin : BackendPlugin
{
    private const string Unproven =
        "Built for it, on a replica set whose majority confirms each step with its journal; the builds of this repository run the kit only where a server is at hand, so no build has proven it on a replica set yet.";

    /// <inheritdoc/>
    public override string Name => "MongoDB";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        .. Enum.GetValues<Promise>().Select(p => new Guarantee(p, GuaranteeLevel.BestEffort, Unproven)),
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
