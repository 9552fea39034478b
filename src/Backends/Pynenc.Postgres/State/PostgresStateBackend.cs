using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The truth of one application in a PostgreSQL schema, for every process of every machine.</summary>
/// <remarks>
/// With the <see cref="PostgresBroker"/> of the same <c>UsePostgres</c> it is co-located: publish and take are one statement each.
/// Leases go by the server's clock.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UsePostgres("Host=localhost;Database=shop;Username=shop"));
/// </code>
/// </example>
public sealed class PostgresStateBackend : BaseStateBackend
{
    private readonly PostgresDatabase _database;
    private readonly ColocationMode _mode = new();
    private int _isDisposed;

    internal PostgresStateBackend(BackendContext app, PostgresDatabase database)
        : base(app)
    {
        _database = database.Share();
        Invocations = new PostgresInvocationStore(database, _mode);
        Runners = new PostgresRunnerStore(database);
        Sweeps = new PostgresSweepStore(database, _mode);
        Queries = new PostgresInvocationQueries(database);
        ClientData = new PostgresClientDataStore(database);
        Settled = database.Settings.PgBouncerSafe ? SettledSignal.None : new PostgresSettledSignal(database);
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
    public override ClientDataStore ClientData { get; }

    /// <inheritdoc/>
    public override SettledSignal Settled { get; }

    /// <inheritdoc/>
    public override ColocatedQueue? ColocateWith(BaseBroker broker)
    {
        _mode.IsColocated = broker is PostgresBroker postgres && ReferenceEquals(postgres.Database, _database);
        return _mode.IsColocated ? new PostgresColocatedQueue(_database) : null;
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        int adopted = await Adoption.RunAsync(_database, _mode, cancellationToken).ConfigureAwait(false);
        if (adopted > 0)
        {
            _database.Logger.QueueAdopted(adopted);
        }
    }

    /// <inheritdoc/>
    public override ValueTask PurgeAsync(CancellationToken cancellationToken) => Purge.RunAsync(_database, _mode, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _database.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
