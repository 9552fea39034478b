using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The truth of one application in a SQLite file, for every process of one machine.</summary>
/// <remarks>
/// With the <see cref="SQLiteBroker"/> of the same <c>UseSQLite</c> it is co-located: publish and take are one transaction each.
/// All writes of a process go through one thread, many callers' writes in one commit; reads never wait for it.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseSQLite("shop.db", s => s.Durability = Durability.Normal));
/// </code>
/// </example>
public sealed class SQLiteStateBackend : BaseStateBackend
{
    private readonly SQLiteDatabase _database;
    private readonly ColocationMode _mode = new();
    private int _isDisposed;

    internal SQLiteStateBackend(BackendContext app, SQLiteDatabase database)
        : base(app)
    {
        _database = database.Share();
        Invocations = new SQLiteInvocationStore(database, _mode);
        Runners = new SQLiteRunnerStore(database);
        Sweeps = new SQLiteSweepStore(database, _mode);
        Queries = new SQLiteInvocationQueries(database);
        Settled = new SQLiteSettledSignal(database);
        ClientData = new SQLiteClientDataStore(database);
    }

    /// <inheritdoc/>
    public override StateCapabilities Capabilities { get; } = new()
    {
        CrossProcess = true,
        Limits = true,
        Reservations = true,
        Removal = true,
        Durable = true,
    };

    /// <inheritdoc/>
    public override InvocationStore Invocations { get; }

    /// <inheritdoc/>
    public override RunnerStore Runners { get; }

    /// <inheritdoc/>
    public override SweepStore Sweeps { get; }

    /// <inheritdoc/>
    public override InvocationQueries Queries { get; }

    /// <inheritdoc/>
    public override ClientDataStore? ClientData { get; }

    /// <summary>Tells what other processes settled; what this backend settles itself it does not tell.</summary>
    public override SettledSignal Settled { get; }

    /// <inheritdoc/>
    public override ColocatedQueue? ColocateWith(BaseBroker broker)
    {
        _mode.IsColocated = broker is SQLiteBroker sqlite && ReferenceEquals(sqlite.Database, _database);
        return _mode.IsColocated ? new SQLiteColocatedQueue(_database) : null;
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        long adopted = await _database
            .WriteAsync(new AdoptOperation(_mode.IsColocated, _database.Now), cancellationToken).ConfigureAwait(false);
        if (adopted > 0)
        {
            _database.Logger.QueueAdopted(App.AppId, adopted);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask PurgeAsync(CancellationToken cancellationToken) =>
        await _database.WriteAsync(new PurgeOperation(_mode.IsColocated), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _database.ReleaseAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
