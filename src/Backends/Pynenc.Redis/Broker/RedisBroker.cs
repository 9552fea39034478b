using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>A queue on a Redis server, for every process of every machine. Safe for concurrent use.</summary>
/// <remarks>
/// Higher priority first, first in first out among equals, across all wanted queues. A released id, and one whose lease ended,
/// comes back at its old place. Leases and due times go by the server's clock. What it has accepted survives the server as its
/// append-only file does.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseRedis("localhost:6379"));
/// </code>
/// </example>
public sealed class RedisBroker : BaseBroker
{
    /// <summary>Where the id stands in what a receive answers, behind receipt, rank and place.</summary>
    private const int IdAt = 18;

    private int _isDisposed;

    internal RedisBroker(BackendContext app, RedisDatabase database)
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

    internal RedisDatabase Database { get; }

    /// <inheritdoc/>
    public override ValueTask InitializeAsync(CancellationToken cancellationToken) => Database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await Database.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteCoreAsync([new Route(invocationId)], cancellationToken);

    /// <summary>Routes some hundreds in one step, all of them or none.</summary>
    protected override ValueTask RouteInvocationsCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);

    /// <summary>Routes some hundreds in one step, all of them or none.</summary>
    protected override async ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        await Batches.RunAsync(
            routes,
            static (packer, route) => packer.Id(route.Id).Double(Micros.Due(route.NotBefore)).Double(route.Priority.Value).Text8(InvocationPacking.QueueText(route.Queue)).Text8(route.Lane ?? ""),
            (request, _, count) => Database.RunAsync(RedisScript.Route, [Database.Now, Database.Sender, request.Value, count], cancellationToken)).ConfigureAwait(false);
        Database.Work.Pulse();
    }

    /// <inheritdoc/>
    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Delivery> found = await ReceiveAsync([], 1, TimeSpan.Zero, Options.QueueTimeout, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0].Id;
    }

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        ReceiveAsync(request.Queues, request.MaxCount, request.Lease, request.MaxWait, cancellationToken);

    /// <summary>Removes received ids; one that somebody else received since stays.</summary>
    protected override async ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (RedisValue[] some in Entries(deliveries).Chunk(Batches.MostItems))
        {
            await Database.RunAsync(RedisScript.Ack, some, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes received ids visible again, at their old place.</summary>
    protected override async ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (RedisValue[] some in Entries(deliveries).Chunk(Batches.MostItems))
        {
            await Database.RunAsync(RedisScript.Release, [Database.Sender, .. some], cancellationToken).ConfigureAwait(false);
        }

        Database.Work.Pulse();
    }

    /// <inheritdoc/>
    protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        Batches.RunAsync(
            invocationIds,
            static (packer, id) => packer.Id(id),
            (request, _, _) => Database.RunAsync(RedisScript.Promote, [Priority.PromotionStep, Priority.Max, request.Value], cancellationToken));

    /// <inheritdoc/>
    protected override async ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) =>
        (long)await Database.RunAsync(RedisScript.Count, [Database.Now], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask PurgeCoreAsync(CancellationToken cancellationToken) =>
        await Database.RunAsync(RedisScript.PurgeQueue, [], cancellationToken).ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(
        IReadOnlyList<QueueName> queues, int maxCount, TimeSpan lease, TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Database, patience);
        while (true)
        {
            Task came = Database.Work.Next;
            RedisValue[] arguments = [Database.Now, Database.Colocated, Micros.Of(lease), Math.Min(maxCount, Batches.MostItems), .. QueueWait.Names(queues)];
            RedisResult answer = await Database.RunAsync(RedisScript.Receive, arguments, cancellationToken).ConfigureAwait(false);
            if (answer.Resp2Type != ResultType.Integer)
            {
                return Deliveries((byte[])answer!);
            }

            if (!await wait.AgainAsync(came, (long)answer, cancellationToken).ConfigureAwait(false))
            {
                return [];
            }
        }
    }

    private static List<Delivery> Deliveries(ReadOnlySpan<byte> entries)
    {
        var deliveries = new List<Delivery>();
        var reader = new Unpacker(entries);
        while (!reader.IsAtEnd)
        {
            byte[] entry = reader.Take(reader.Byte()).ToArray();
            deliveries.Add(new Delivery(new InvocationId(new Guid(entry.AsSpan(IdAt, 16), bigEndian: true)), Token: entry));
        }

        return deliveries;
    }

    private static IEnumerable<RedisValue> Entries(IReadOnlyList<Delivery> deliveries) =>
        deliveries.Select(d => d.Token).OfType<byte[]>().Select(entry => (RedisValue)entry);
}
