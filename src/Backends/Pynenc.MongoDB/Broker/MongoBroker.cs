using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>A queue in a MongoDB collection, for every process of every machine. Safe for concurrent use.</summary>
/// <remarks>
/// Higher priority first, first in first out among equals, across all wanted queues. A released id, and one whose lease ended,
/// comes back at its old place. Leases and due times go by the server's clock. With the <see cref="MongoStateBackend"/> of the same
/// <c>UseMongoDB</c> the invocations themselves stand in the queue.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseMongoDB("mongodb://host1,host2,host3/shop?replicaSet=rs0"));
/// </code>
/// </example>
public sealed class MongoBroker : BaseBroker
{
    private readonly IMongoCollection<BsonDocument> _entries;
    private readonly EntryWriter _writer;
    private int _isDisposed;

    internal MongoBroker(BackendContext app, MongoStore store)
        : base(app)
    {
        Store = store.Share();
        _entries = store.Collection(CollectionNames.Entries);
        _writer = new EntryWriter(store, _entries);
    }

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

    internal MongoStore Store { get; }

    /// <inheritdoc/>
    public override ValueTask InitializeAsync(CancellationToken cancellationToken) => Store.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await Store.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteCoreAsync([new Route(invocationId)], cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationsCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        await Store.RunAsync(token => _writer.WriteAsync(routes, token), cancellationToken).ConfigureAwait(false);
        Store.Work.Pulse();
        Store.Signals.Ring();
    }

    /// <inheritdoc/>
    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Store, Options.QueueTimeout, Queues);
        while (true)
        {
            Task came = Store.Work.Next;
            InvocationId? id = await Store.RunAsync(new Receiving(Store, _entries).RetrieveAsync, cancellationToken).ConfigureAwait(false);
            if (id is not null || !await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false))
            {
                return id;
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Store, request.MaxWait, Queues);
        while (true)
        {
            Task came = Store.Work.Next;
            List<Delivery> deliveries = await Store.RunAsync(
                token => new Receiving(Store, _entries).ReceiveAsync(request, token), cancellationToken).ConfigureAwait(false);
            if (deliveries.Count > 0 || !await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false))
            {
                return deliveries;
            }
        }
    }

    /// <summary>Removes received ids; one that somebody has received again since then stays.</summary>
    protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        Store.RunAsync(token => new Receipts(Store, _entries).AckAsync(deliveries, token), cancellationToken);

    /// <summary>Makes received ids visible again, at their old place.</summary>
    protected override async ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        await Store.RunAsync(token => new Receipts(Store, _entries).ReleaseAsync(deliveries, token), cancellationToken).ConfigureAwait(false);
        Store.Work.Pulse();
        Store.Signals.Ring();
    }

    /// <inheritdoc/>
    protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) => Store.RunAsync(
        async token =>
        {
            foreach (InvocationId[] some in invocationIds.Distinct().Chunk(Batch.MostIds))
            {
                BsonDocument queued = Store.Mine();
                queued.Add(Field.Target, Bson.In(some.Select(id => (BsonValue)Bson.Of(id.Value))));
                await PromoteAsync(_entries, queued, token).ConfigureAwait(false);
                if (Store.IsColocated)
                {
                    await PromoteAsync(Store.Invocations, new BsonDocument(Field.Id, Bson.In(some.Select(Store.Keys.Of))), token).ConfigureAwait(false);
                }
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => Store.RunAsync(
        async token =>
        {
            long count = 0;
            foreach (WorkQueue queue in Queues)
            {
                count += await queue.CountAsync(token).ConfigureAwait(false);
            }

            return count;
        },
        cancellationToken);

    /// <summary>Removes every id; co-located, the invocations lose their places, and the next sweep finds them.</summary>
    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken) => Store.RunAsync(
        async token =>
        {
            await Purge.RemoveAsync(_entries, Store.Mine(), token).ConfigureAwait(false);
            await Store.Lanes.PurgeAsync(token).ConfigureAwait(false);
            if (Store.IsColocated)
            {
                BsonDocument queued = Store.Mine();
                queued.Add(Field.Visible, new BsonDocument("$gte", 0L));
                await Store.Invocations.UpdateManyAsync(queued, Receipts.TakenOut, cancellationToken: token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private static Task PromoteAsync(IMongoCollection<BsonDocument> documents, BsonDocument which, CancellationToken cancellationToken)
    {
        which.Add(Field.Visible, 0L);
        which.Add(Field.Rank, new BsonDocument("$gte", Priority.PromotionStep - Priority.Max));
        return documents.UpdateManyAsync(
            which, new BsonDocument("$inc", new BsonDocument(Field.Rank, -Priority.PromotionStep)), cancellationToken: cancellationToken);
    }

    private WorkQueue[] Queues => Store.IsColocated ? [Store.EntryQueue, Store.InvocationQueue] : [Store.EntryQueue];
}
