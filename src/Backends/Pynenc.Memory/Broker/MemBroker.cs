using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>A broker in this process's memory: priority then first in first out, named queues, due times, leases.</summary>
public sealed class MemBroker : BaseBroker
{
    /// <summary>Protects everything below it.</summary>
    private readonly Lock _gate = new();
    private readonly List<MemQueue> _queues = [];
    private readonly PriorityQueue<Route, (DateTimeOffset Due, long Order)> _delayed = new();
    private readonly LinkedList<MemLease> _leases = new();
    private long _order;
    private int _turn;

    private readonly PulseSignal _work = new();

    /// <summary>An empty broker for one application.</summary>
    public MemBroker(BackendContext app)
        : base(app)
    {
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
    };

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteCoreAsync([new Route(invocationId)], cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationsCoreAsync(
        IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = App.Time.GetUtcNow();
            for (int i = 0; i < routes.Count; i++)
            {
                Route route = routes[i];
                if (route.NotBefore > now)
                {
                    _delayed.Enqueue(route, (route.NotBefore.Value, _order++));
                }
                else
                {
                    QueueOf(route.Queue).Add(new MemEntry(route, _order++));
                }
            }
        }

        _work.Pulse();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        var request = new ReceiveRequest([], 1, App.Options.Lease, App.Options.QueueTimeout);
        IReadOnlyList<Delivery> deliveries = await ReceiveCoreAsync(request, cancellationToken).ConfigureAwait(false);
        await AckCoreAsync(deliveries, cancellationToken).ConfigureAwait(false);
        return deliveries.Count == 0 ? null : deliveries[0].Id;
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(
        ReceiveRequest request, CancellationToken cancellationToken)
    {
        long start = App.Time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task work = _work.Next;
            if (TryReceive(request, out DateTimeOffset? nextChange) is { } deliveries)
            {
                return deliveries;
            }

            TimeSpan left = request.MaxWait - App.Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return [];
            }

            TimeSpan wait = nextChange - App.Time.GetUtcNow() is { } due && due < left ? due : left;
            if (wait > TimeSpan.Zero)
            {
                await work.WaitAsync(wait, App.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <inheritdoc/>
    protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            for (int i = 0; i < deliveries.Count; i++)
            {
                if (deliveries[i].Token is MemLease lease)
                {
                    TakeBack(lease, (int)deliveries[i].Receipt);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            for (int i = 0; i < deliveries.Count; i++)
            {
                if (deliveries[i].Token is MemLease lease && TakeBack(lease, (int)deliveries[i].Receipt) is { } entry)
                {
                    QueueOf(entry.Route.Queue).Return(entry);
                }
            }
        }

        _work.Pulse();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (InvocationId id in invocationIds)
            {
                foreach (MemQueue queue in _queues)
                {
                    queue.Promote(id);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            MakeVisible(App.Time.GetUtcNow());
            return new ValueTask<long>(_queues.Sum(q => (long)q.Count));
        }
    }

    /// <inheritdoc/>
    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _queues.Clear();
            _delayed.Clear();
            foreach (MemLease lease in _leases)
            {
                lease.Clear();
            }

            _leases.Clear();
        }

        return ValueTask.CompletedTask;
    }

    /// <returns>What is visible, or <see langword="null"/> with the time at which something next becomes visible by itself.</returns>
    private Delivery[]? TryReceive(ReceiveRequest request, out DateTimeOffset? nextChange)
    {
        lock (_gate)
        {
            DateTimeOffset now = App.Time.GetUtcNow();
            nextChange = MakeVisible(now);
            var entries = new List<MemEntry>();
            for (int i = 0; i < _queues.Count && entries.Count < request.MaxCount; i++)
            {
                // The turn goes round, so that no queue starves another.
                MemQueue queue = _queues[(i + _turn) % _queues.Count];
                if (request.Wants(queue.Name))
                {
                    queue.TakeInto(entries, request.MaxCount);
                }
            }

            if (entries.Count == 0)
            {
                return null;
            }

            _turn++;
            var lease = new MemLease([.. entries], now + request.Lease);
            lease.Node = _leases.AddLast(lease);
            var deliveries = new Delivery[entries.Count];
            for (int i = 0; i < deliveries.Length; i++)
            {
                deliveries[i] = new Delivery(entries[i].Route.Id, i, lease);
            }

            return deliveries;
        }
    }

    /// <summary>Brings back what fell due and what was not acknowledged in time.</summary>
    /// <returns>When the next of either happens.</returns>
    private DateTimeOffset? MakeVisible(DateTimeOffset now)
    {
        while (_delayed.TryPeek(out Route route, out (DateTimeOffset Due, long Order) key) && key.Due <= now)
        {
            _delayed.Dequeue();
            QueueOf(route.Queue).Add(new MemEntry(route, _order++));
        }

        DateTimeOffset? next = _delayed.TryPeek(out _, out (DateTimeOffset Due, long Order) first) ? first.Due : null;
        for (LinkedListNode<MemLease>? node = _leases.First, following; node is not null; node = following)
        {
            following = node.Next;
            MemLease lease = node.Value;
            if (lease.ExpiresAt > now)
            {
                next = next is null || lease.ExpiresAt < next ? lease.ExpiresAt : next;
                continue;
            }

            foreach (MemEntry entry in lease.TakeAll())
            {
                QueueOf(entry.Route.Queue).Return(entry);
            }

            _leases.Remove(node);
        }

        return next;
    }

    private MemEntry? TakeBack(MemLease lease, int index)
    {
        MemEntry? entry = lease.Take(index);
        if (lease.IsEmpty && lease.Node?.List is not null)
        {
            _leases.Remove(lease.Node);
        }

        return entry;
    }

    private MemQueue QueueOf(QueueName name)
    {
        foreach (MemQueue queue in _queues)
        {
            if (queue.Name == name)
            {
                return queue;
            }
        }

        var created = new MemQueue(name);
        _queues.Add(created);
        return created;
    }
}
