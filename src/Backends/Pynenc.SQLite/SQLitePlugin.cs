using Pynenc.SQLite;

[assembly: Pynenc.PynencBackend(typeof(SQLitePlugin))]

namespace Pynenc.SQLite;

/// <summary>Selects the SQLite backend by its name, <c>SQLite</c>. Settings: <c>Path</c>, and those of <see cref="SQLiteBackendOptions"/>.</summary>
public sealed class SQLitePlugin : BackendPlugin
{
    private const string Full = "Durability Full (the default) outlives a power cut where the disk flushes; Normal outlives the death of every process.";

    /// <inheritdoc/>
    public override string Name => "SQLite";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        new(Promise.AtomicPublication, GuaranteeLevel.Guaranteed),
        new(Promise.LeaseRecovery, GuaranteeLevel.Guaranteed, "A process frozen within a write keeps the others waiting until it goes on or ends."),
        new(Promise.FencedCompletion, GuaranteeLevel.Guaranteed),
        new(Promise.AtomicSlots, GuaranteeLevel.Guaranteed),
        new(Promise.FirstInFirstOut, GuaranteeLevel.Guaranteed),
        new(Promise.Priority, GuaranteeLevel.Guaranteed),
        new(Promise.Durability, GuaranteeLevel.Guaranteed, Full),
        new(Promise.DelayedDelivery, GuaranteeLevel.Guaranteed),
    ];

    /// <inheritdoc/>
    public override void Use(PynencAppBuilder builder, BackendSettings settings) => builder.UseSQLite(Path(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseBroker(PynencAppBuilder builder, BackendSettings settings) => builder.UseSQLiteBroker(Path(settings), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseState(PynencAppBuilder builder, BackendSettings settings) => builder.UseSQLiteState(Path(settings), o => Read(settings, o));

    private static string Path(BackendSettings settings) => settings.Required("Path", "app.db");

    private static void Read(BackendSettings settings, SQLiteBackendOptions options)
    {
        settings.Choice<Durability>(nameof(options.Durability), v => options.Durability = v);
        settings.Time(nameof(options.BusyTimeout), v => options.BusyTimeout = v);
        settings.Number(nameof(options.Readers), v => options.Readers = v);
        settings.Time(nameof(options.SafetyPoll), v => options.SafetyPoll = v);
    }
}
