using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>Everything that receives: who waits, what came for them, and what is out under a lease.</summary>
/// <remarks>
/// While somebody waits, consumers bring messages, up to what is asked for. Who does not want to wait gets messages one by one, so that
/// an empty answer means an empty queue. A consumer whose queue nobody waits for any more is ended a moment later, and what it has
/// brought goes back.
/// </remarks>
internal sealed partial class Intake : IAsyncDisposable
{
    private readonly BackendContext _app;
    private readonly ServerLink _link;
    private readonly QueueNames _names;
    private readonly QueueDeclarer _declarer;
    private readonly Publisher _publisher;
    private readonly RabbitMQBackendOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _naming = new(1, 1);

    /// <summary>Held while consumers begin or end, and while messages are put back at their places.</summary>
    private readonly SemaphoreSlim _shaping = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _leaseTimer;
    private readonly ITimer _lingerTimer;

    /// <summary>Protects everything below it, and what <see cref="Session"/> and its parts say it protects.</summary>
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Leases _leases = new();
    private readonly HashSet<QueueName> _known = [QueueName.Default];
    private Session? _session;
    private DateTimeOffset? _armedFor;
    private int _expiring;
    private int _turn;

    public Intake(
        BackendContext app, ServerLink link, QueueNames names, QueueDeclarer declarer, Publisher publisher, RabbitMQBackendOptions options, ILogger logger)
    {
        _app = app;
        _link = link;
        _names = names;
        _declarer = declarer;
        _publisher = publisher;
        _options = options;
        _logger = logger;
        _leaseTimer = app.Time.CreateTimer(_ => OnLeaseEnd(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lingerTimer = TimeProvider.System.CreateTimer(_ => OnLinger(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _leaseTimer.DisposeAsync().ConfigureAwait(false);
        await _lingerTimer.DisposeAsync().ConfigureAwait(false);

        // The end of the connection gives back whatever is held.
        await _link.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<Session> OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(RabbitMQBroker));
        if (Volatile.Read(ref _session) is { IsLost: false, Channel.IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_session is { IsLost: false, Channel.IsOpen: true } opened)
            {
                return opened;
            }

            IConnection connection = await _link.OpenAsync(cancellationToken).ConfigureAwait(false);
            IChannel channel = await _link.AskAsync(connection, token => connection.CreateChannelAsync(cancellationToken: token), cancellationToken).ConfigureAwait(false);
            var session = new Session(_link, connection, channel, _gate);
            lock (_gate)
            {
                _session = session;
            }

            channel.ChannelShutdownAsync += (_, _) =>
            {
                OnLost(session);
                return Task.CompletedTask;
            };
            if (!channel.IsOpen)
            {
                OnLost(session);
            }

            return session;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Sees to it that all queues of the application are known, and that new ones become known by themselves.</summary>
    private async ValueTask EnsureNamesAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Names is not null)
        {
            return;
        }

        await _naming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            session.Names ??= await _link.AskAsync(
                session.Connection,
                token => NameStream.ReadAsync(session.Connection, _names, OnName, () => _ = BreakAsync(session), _logger, token),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _naming.Release();
        }
    }

    /// <summary>The channel ended, for whatever reason: everybody who waits looks after another.</summary>
    private void OnLost(Session session)
    {
        lock (_gate)
        {
            if (session.IsLost)
            {
                return;
            }

            session.Lose();
            _session = _session == session ? null : _session;
            _waiters.ForEach(w => w.Signal());
        }

        _ = BreakAsync(session);
    }

    /// <summary>Ends a session that does not do its work any more; the next look opens another.</summary>
    private async Task BreakAsync(Session session)
    {
        await Task.Yield();
        OnLost(session);
        try
        {
            await session.Channel.DisposeAsync().ConfigureAwait(false);
            if (session.Names is not null)
            {
                await session.Names.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // It is not used any more.
        }
    }

    private void OnName(QueueName name)
    {
        lock (_gate)
        {
            if (!_known.Add(name))
            {
                return;
            }

            foreach (Waiter waiter in _waiters.Where(w => w.Request.Queues.Count == 0))
            {
                waiter.Signal();
            }
        }

        _logger.QueueFound(name);
    }

    /// <summary>The queues of a request, or all that are known.</summary>
    private QueueName[] Wanted(IReadOnlyList<QueueName> queues)
    {
        lock (_gate)
        {
            return queues.Count > 0 ? [.. queues.Distinct()] : [.. _known.Union(_declarer.Known.Select(q => q.Name))];
        }
    }
}
