using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.RabbitMQ;

/// <summary>A broker on RabbitMQ: durable queues, confirmed messages, pushed deliveries. Works beside any state backend.</summary>
/// <remarks>
/// First in first out, named queues, leases, and priorities where <see cref="RabbitMQBackendOptions.Priorities"/> is on. It keeps no due
/// times: the state backend holds an invocation back until its time. Safe for concurrent use.
/// </remarks>
public sealed class RabbitMQBroker : BaseBroker
{
    private readonly QueueNames _names;
    private readonly Publisher _publisher;
    private readonly Intake _intake;

    internal RabbitMQBroker(BackendContext app, ServerAddress address, RabbitMQBackendOptions options)
        : base(app)
    {
        ILogger logger = app.LoggerFactory.CreateLogger("Pynenc.RabbitMQ");
        _names = new QueueNames(options.QueuePrefix, app.AppId);

        // Two connections: a server that takes no messages for now stops reading from whoever sends them, and acknowledgements must pass.
        var sending = new ServerLink(app, address, options, "route", logger);
        var receiving = new ServerLink(app, address, options, "receive", logger);
        _publisher = new Publisher(sending, _names, new QueueDeclarer(sending, _names, options, logger), options);
        _intake = new Intake(app, receiving, _names, new QueueDeclarer(receiving, _names, options, logger), _publisher, options, logger);
        Capabilities = new BrokerCapabilities
        {
            Priority = options.Priorities,
            NamedQueues = true,
            Leases = true,
            Push = true,
            CrossProcess = true,
            Durable = true,
        };
    }

    /// <inheritdoc/>
    public override BrokerCapabilities Capabilities { get; }

    /// <summary>
    /// What keeps waiting receivers from getting work, as a sentence; <see langword="null"/> when nothing does. It watches the consumer of
    /// each queue, not only the connection. For a moment after a start it may say that queues are not consumed yet. Asks nobody.
    /// </summary>
    public string? Problem => _intake.Problem;

    /// <summary>Connects, checks the version of the server, and makes the default queue. Idempotent.</summary>
    /// <exception cref="BackendException">The server is unreachable, too old, or refuses the login, a right or the queue's settings.</exception>
    public override ValueTask InitializeAsync(CancellationToken cancellationToken) => _publisher.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _intake.DisposeAsync().ConfigureAwait(false);
        await _publisher.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteCoreAsync([new Route(invocationId)], cancellationToken);

    /// <summary>Routes a batch: all of it is on its way at once, and confirmed when this returns.</summary>
    protected override ValueTask RouteInvocationsCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);

    /// <summary>Routes a batch: all of it is on its way at once, and confirmed when this returns.</summary>
    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        var messages = new OutgoingMessage[routes.Count];
        for (int i = 0; i < messages.Length; i++)
        {
            Route route = routes[i];
            messages[i] = new OutgoingMessage(_names.Of(route.Queue), route.Id, Capabilities.Priority ? PriorityLevel.Of(route.Priority) : (byte)0);
        }

        return _publisher.PublishAsync(messages, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        if (await _intake.ReceiveOneAsync(Options.Lease, Options.QueueTimeout, cancellationToken).ConfigureAwait(false) is not { } delivery)
        {
            return null;
        }

        await Intake.AckAsync([delivery], CancellationToken.None).ConfigureAwait(false);
        return delivery.Id;
    }

    /// <summary>Receives ids. They come back when their lease ends, or when the connection of this process does.</summary>
    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        _intake.ReceiveAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        Intake.AckAsync(deliveries, cancellationToken);

    /// <summary>Makes received ids visible again, at or near their old place.</summary>
    protected override ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        _intake.ReleaseAsync(deliveries, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => _intake.CountAsync(cancellationToken);

    /// <summary>Removes every waiting id and every foreign message that was set aside; the queues stay.</summary>
    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken) => _intake.PurgeAsync(cancellationToken);
}
