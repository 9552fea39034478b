using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>A queue in a SQLite file, for every process of one machine. Safe for concurrent use.</summary>
/// <remarks>
/// Higher priority first, first in first out among equals, across all wanted queues; lanes of equal priority are served in turn. A released id, and one whose lease ended,
/// comes back at its old place. Leases and due times go by the application's clock. An empty receive never takes the write lock.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseSQLite("shop.db"));
/// </code>
/// </example>
public sealed class SQLiteBroker : BaseBroker
{
    private int _isDisposed;

    internal SQLiteBroker(BackendContext app, SQLiteDatabase database)
        : base(app) => Database = database.Share();

    /// <inheritdoc/>
    public override BrokerCapabilities Capabilities { get; } = new()
    {
        Priority = true,
        Ageing = true,
        NamedQueues = true,
        Promotion = true,
        Lanes = true,
        NotBefore = true,
        Leases = true,
        Push = true,
        CrossProcess = true,
        Durable = true,
    };

    internal SQLiteDatabase Database { get; }

    /// <inheritdoc/>
    public override ValueTask InitializeAsync(CancellationToken cancellationToken) => Database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await Database.ReleaseAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteCoreAsync([new Route(invocationId)], cancellationToken);

    /// <summary>Routes a batch in one step: all of it or nothing.</summary>
    protected override ValueTask RouteInvocationsCoreAsync(
        IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);

    /// <summary>Routes a batch in one step: all of it or nothing.</summary>
    protected override async ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        await Database.WriteAsync(new RouteOperation(routes, Database.Now), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Database, Options.QueueTimeout);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task came = Database.Work.Next;
            QueuePeek peek = await QueuePeek.LookAsync(Database, [], runner: null, cancellationToken).ConfigureAwait(false);
            if (peek.IsWorthwhile(Database.Now) &&
                await Database.WriteAsync(new RetrieveOperation(Database.Now), cancellationToken).ConfigureAwait(false) is { } id)
            {
                return id;
            }

            if (wait.IsOver)
            {
                return null;
            }

            await wait.WaitAsync(came, peek.NextDue, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(
        ReceiveRequest request, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Database, request.MaxWait);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task came = Database.Work.Next;
            QueuePeek peek = await QueuePeek.LookAsync(Database, request.Queues, runner: null, cancellationToken).ConfigureAwait(false);
            if (peek.IsWorthwhile(Database.Now))
            {
                IReadOnlyList<Delivery> deliveries = await Database
                    .WriteAsync(new ReceiveOperation(request, Database.Now), cancellationToken).ConfigureAwait(false);
                if (deliveries.Count > 0)
                {
                    return deliveries;
                }
            }

            if (wait.IsOver)
            {
                return [];
            }

            await wait.WaitAsync(came, peek.NextDue, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes received ids; one whose lease has ended is visible again and stays.</summary>
    protected override async ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await Database.WriteAsync(new AckOperation(deliveries, Database.Now), cancellationToken).ConfigureAwait(false);

    /// <summary>Makes received ids visible again, at their old place.</summary>
    protected override async ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await Database.WriteAsync(new ReleaseOperation(deliveries), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        await Database.WriteAsync(new PromoteOperation(invocationIds), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) =>
        QueueCount.ReadAsync(Database, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask PurgeCoreAsync(CancellationToken cancellationToken) =>
        await Database.WriteAsync(new ClearQueues(), cancellationToken).ConfigureAwait(false);
}
