using Pynenc.Postgres;

[assembly: Pynenc.PynencBackend(typeof(PostgresPlugin))]

namespace Pynenc.Postgres;

/// <summary>Selects the PostgreSQL backend by its name, <c>Postgres</c>. Settings: <c>ConnectionString</c>, and those of <see cref="PostgresBackendOptions"/>.</summary>
public sealed class PostgresPlugin : BackendPlugin
{
    private const string Flushed = "The server has fsync and synchronous_commit on, as they are by default.";

    /// <inheritdoc/>
    public override string Name => "Postgres";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        new(Promise.AtomicPublication, GuaranteeLevel.Guaranteed),
        new(Promise.LeaseRecovery, GuaranteeLevel.Guaranteed),
        new(Promise.FencedCompletion, GuaranteeLevel.Guaranteed),
        new(Promise.AtomicSlots, GuaranteeLevel.Guaranteed),
        new(Promise.FirstInFirstOut, GuaranteeLevel.Guaranteed),
        new(Promise.Priority, GuaranteeLevel.Guaranteed),
        new(Promise.Durability, GuaranteeLevel.Guaranteed, Flushed),
        new(Promise.DelayedDelivery, GuaranteeLevel.Guaranteed),
    ];

    /// <inheritdoc/>
    public override void Use(PynencAppBuilder builder, BackendSettings settings) => builder.UsePostgres(Connection(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseBroker(PynencAppBuilder builder, BackendSettings settings) => builder.UsePostgresBroker(Connection(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseState(PynencAppBuilder builder, BackendSettings settings) => builder.UsePostgresState(Connection(settings), o => Read(settings, o));

    private static string Connection(BackendSettings settings) => settings.Required("ConnectionString", "Host=localhost;Database=shop;Username=shop");

    private static void Read(BackendSettings settings, PostgresBackendOptions options)
    {
        settings.Text(nameof(options.Schema), v => options.Schema = v);
        settings.Flag(nameof(options.PgBouncerSafe), v => options.PgBouncerSafe = v);
        settings.Time(nameof(options.SafetyPoll), v => options.SafetyPoll = v);
        settings.Time(nameof(options.PollInterval), v => options.PollInterval = v);
        settings.Time(nameof(options.CommandTimeout), v => options.CommandTimeout = v);
    }
}
