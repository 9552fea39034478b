using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The truth of one application in a MongoDB database, for every process of every machine.</summary>
/// <remarks>
/// An invocation is one document, and each step of it one write, confirmed by the majority and its journal; no transaction is needed. With
/// the <see cref="MongoBroker"/> of the same <c>UseMongoDB</c> it is co-located: the invocation is its own queue entry. Leases go by the
/// server's clock.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseMongoDB("mongodb://host1,host2,host3/shop?replicaSet=rs0"));
/// </code>
/// </example>
public sealed class MongoStateBackend : BaseStateBackend
{
    private readonly MongoStore _store;
    private int _isDisposed;

    internal MongoStateBackend(BackendContext app, MongoStore store)
        : base(app)
    {
        _store = store.Share();
        Invocations = new MongoInvocationStore(store);
        Runners = new MongoRunnerStore(store);
        Sweeps = new MongoSweepStore(store);
        Queries = new MongoInvocationQueries(store);
        ClientData = new MongoClientDataStore(store);
        Settled = new MongoSettledSignal(store);
    }

    /// <inheritdoc/>
    public override StateCapabilities Capabilities { get; } = new()
    {
        CrossProcess = true,
        Durable = true,
        Limits = true,
        Reservations = true,
        Removal = true,
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
        _store.IsColocated = broker is MongoBroker mongo && ReferenceEquals(mongo.Store, _store);
        return _store.IsColocated ? new MongoColocatedQueue(_store) : null;
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _store.OpenAsync(cancellationToken).ConfigureAwait(false);
        long adopted = await _store.RunAsync(new Adoption(_store).RunAsync, cancellationToken).ConfigureAwait(false);
        if (adopted > 0)
        {
            _store.Logger.QueueAdopted(adopted);
        }
    }

    /// <inheritdoc/>
    public override ValueTask PurgeAsync(CancellationToken cancellationToken) =>
        _store.RunAsync(token => Purge.RunAsync(_store, token), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _store.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
