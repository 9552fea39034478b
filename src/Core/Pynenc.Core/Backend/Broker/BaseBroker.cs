namespace Pynenc.Backend;

/// <summary>Moves invocation ids from callers to runners. Derive from it to write a broker.</summary>
/// <remarks>
/// <para>A broker is a hint: it may lose ids and it may deliver them twice, and still no work is lost or done twice,
/// because the state backend knows what must run and lets only one runner claim it.</para>
/// <para>Four members are abstract. Everything else has a correct default, to be overridden for speed or strength and
/// declared in <see cref="Capabilities"/>. Members are called concurrently. Let the exceptions of the store escape,
/// as <see cref="BackendException"/> where the cause is known: the engine logs them, and what they interrupted is repaired.</para>
/// </remarks>
/// <example>
/// See <c>samples/CustomBroker</c>: a broker in four methods that passes the conformance kit.
/// </example>
public abstract class BaseBroker : IAsyncDisposable
{
    /// <summary>Keeps the application's context for the derived broker.</summary>
    protected BaseBroker(BackendContext app) => App = app;

    /// <summary>The application this broker belongs to.</summary>
    public BackendContext App { get; }

    /// <summary>The application's options; <see cref="PynencOptions.QueueTimeout"/> bounds one retrieve.</summary>
    public PynencOptions Options => App.Options;

    /// <summary>What this broker can do beyond first in, first out. The default is nothing.</summary>
    public virtual BrokerCapabilities Capabilities { get; } = new();

    /// <summary>Connects, and creates what the broker needs. Idempotent; called once before anything else.</summary>
    /// <exception cref="BackendException">The store is unreachable, or not usable as configured.</exception>
    public virtual ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Puts one id at the end of the default queue. Duplicates are kept.</summary>
    public ValueTask RouteInvocationAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteInvocationCoreAsync(invocationId, cancellationToken);

    /// <summary>Puts many ids at the end of the default queue, in order. An empty list does nothing.</summary>
    /// <remarks>Not atomic: after a failure a prefix may have been routed.</remarks>
    public ValueTask RouteInvocationsAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        invocationIds.Count == 0 ? ValueTask.CompletedTask : RouteInvocationsCoreAsync(invocationIds, cancellationToken);

    /// <summary>Puts ids into their queues, with priority and due time, in order among equals.</summary>
    /// <exception cref="CapabilityNotSupportedException">
    /// A route needs a capability this broker does not declare; nothing was stored.
    /// </exception>
    public ValueTask RouteAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        if (routes.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        foreach (Route route in routes)
        {
            EnsureSupported(route);
        }

        return RouteCoreAsync(routes, cancellationToken);
    }

    /// <summary>Checks that this broker can take a route; stores nothing.</summary>
    /// <exception cref="CapabilityNotSupportedException">The route needs a capability this broker does not declare.</exception>
    public void EnsureSupported(Route route)
    {
        if (route.IsPlain)
        {
            return;
        }

        string? missing =
            !route.Queue.IsDefault && !Capabilities.NamedQueues ? $"queue '{route.Queue}'" :
            route.Priority.Value != 0 && !Capabilities.Priority ? $"priority {route.Priority.Value}" :
            route.Priority.Value < Priority.Min && !Capabilities.Ageing ? $"priority {route.Priority.Value}, which comes of ageing" :
            route.Lane is not null && !Capabilities.Lanes ? "a lane, for fairness between keys" :
            route.NotBefore is not null && !Capabilities.NotBefore ? $"a start not before {route.NotBefore:O}" : null;

        if (missing is not null)
        {
            throw new CapabilityNotSupportedException(
                $"{GetType().Name} cannot route an invocation with {missing}; it stored nothing. Leave it out, or choose a broker that declares the capability (MemBroker and SQLiteBroker do).");
        }
    }

    /// <summary>Takes the next id away for good: receive and acknowledge in one.</summary>
    /// <returns>
    /// The oldest id of the highest priority, or <see langword="null"/> when the queue is empty. Waits at most
    /// <see cref="PynencOptions.QueueTimeout"/>.
    /// </returns>
    /// <remarks>Each routed id is returned to exactly one caller.</remarks>
    public ValueTask<InvocationId?> RetrieveInvocationAsync(CancellationToken cancellationToken) =>
        RetrieveInvocationCoreAsync(cancellationToken);

    /// <summary>Receives visible ids and hides them until they are acknowledged, released, or the lease ends.</summary>
    /// <param name="request">Which queues, how many, how long hidden, how long to wait.</param>
    /// <param name="cancellationToken">Stops the wait. An id the store has already handed out returns when its lease ends.</param>
    /// <returns>The deliveries, in queue order; empty when nothing is visible within the wait.</returns>
    public ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Lease, TimeSpan.Zero);
        return ReceiveCoreAsync(request, cancellationToken);
    }

    /// <summary>Removes received ids for good. Unknown and already returned deliveries are ignored.</summary>
    public ValueTask AckAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        deliveries.Count == 0 ? ValueTask.CompletedTask : AckCoreAsync(deliveries, cancellationToken);

    /// <summary>Makes received ids visible again at once, at their old place where the broker can.</summary>
    public ValueTask ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        deliveries.Count == 0 ? ValueTask.CompletedTask : ReleaseCoreAsync(deliveries, cancellationToken);

    /// <summary>Moves queued ids ahead of their equals, because somebody waits for them: adds <see cref="Priority.PromotionStep"/> to each.</summary>
    /// <remarks>A hint: unknown, received and not yet due ids are passed over, and losing the call costs time only.</remarks>
    public ValueTask PromoteAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        invocationIds.Count == 0 || !Capabilities.Promotion ? ValueTask.CompletedTask : PromoteCoreAsync(invocationIds, cancellationToken);

    /// <summary>How many ids wait, duplicates counted, in all queues; received and not yet due ones are not counted.</summary>
    public ValueTask<long> CountInvocationsAsync(CancellationToken cancellationToken) => CountInvocationsCoreAsync(cancellationToken);

    /// <summary>Removes every id of this application, and nothing of anybody else's. Idempotent.</summary>
    public ValueTask PurgeAsync(CancellationToken cancellationToken) => PurgeCoreAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Duty 1 of 4: put one id at the end of the queue.</summary>
    protected abstract ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken);

    /// <summary>Duty 2 of 4: remove and return the oldest id, or <see langword="null"/> when there is none.</summary>
    /// <remarks>May wait up to <see cref="PynencOptions.QueueTimeout"/>. Each id goes to exactly one caller.</remarks>
    protected abstract ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken);

    /// <summary>Duty 3 of 4: count the waiting ids.</summary>
    protected abstract ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken);

    /// <summary>Duty 4 of 4: remove all ids of this application.</summary>
    protected abstract ValueTask PurgeCoreAsync(CancellationToken cancellationToken);

    /// <summary>Routes in order, one by one. Override to route a batch in one step.</summary>
    protected virtual async ValueTask RouteInvocationsCoreAsync(
        IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken)
    {
        foreach (InvocationId id in invocationIds)
        {
            await RouteInvocationCoreAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Routes plain ids. Override together with any of priority, named queues and not-before.</summary>
    protected virtual ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        var ids = new InvocationId[routes.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = routes[i].Id;
        }

        return RouteInvocationsCoreAsync(ids, cancellationToken);
    }

    /// <summary>Retrieves up to the wanted number, asking again every queue time-out until the first one comes.</summary>
    /// <remarks>Override together with <see cref="BrokerCapabilities.Leases"/> or <see cref="BrokerCapabilities.Push"/>.</remarks>
    protected virtual async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(
        ReceiveRequest request, CancellationToken cancellationToken)
    {
        var deliveries = new List<Delivery>();
        long start = App.Time.GetTimestamp();
        while (true)
        {
            long asked = App.Time.GetTimestamp();
            if (await RetrieveInvocationCoreAsync(cancellationToken).ConfigureAwait(false) is { } id)
            {
                deliveries.Add(new Delivery(id));
                break;
            }

            if (App.Time.GetElapsedTime(start) >= request.MaxWait)
            {
                return deliveries;
            }

            // A broker may have waited by itself; only the rest of the time is waited for here.
            TimeSpan left = Options.QueueTimeout - App.Time.GetElapsedTime(asked);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, App.Time, cancellationToken).ConfigureAwait(false);
            }
        }

        // An id once retrieved is in nobody else's hands, so nothing is cancelled from here on; and only as many more are asked
        // for as there are, because asking for one more could mean waiting for it.
        long more = request.MaxCount == 1 ? 0 : await CountInvocationsCoreAsync(CancellationToken.None).ConfigureAwait(false);
        for (; more > 0 && deliveries.Count < request.MaxCount; more--)
        {
            if (await RetrieveInvocationCoreAsync(CancellationToken.None).ConfigureAwait(false) is not { } id)
            {
                break;
            }

            deliveries.Add(new Delivery(id));
        }

        return deliveries;
    }

    /// <summary>Does nothing: without leases a received id is already gone.</summary>
    protected virtual ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>Does nothing. Override together with <see cref="BrokerCapabilities.Promotion"/>.</summary>
    protected virtual ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>Routes the ids again, at the end.</summary>
    protected virtual ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        RouteInvocationsCoreAsync([.. deliveries.Select(d => d.Id)], cancellationToken);
}
