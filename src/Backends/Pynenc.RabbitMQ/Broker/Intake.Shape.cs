using System.Numerics;
using Pynenc.Backend;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ;

/// <summary>Which queues are consumed, and how much of each.</summary>
internal sealed partial class Intake
{
    /// <summary>
    /// How long a consumer outlives the last receive that wanted it. Runners that are busy come back within a few milliseconds; what is
    /// here for one that does not come back must go to other processes.
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    /// <summary>From here on twice as much is fetched as was asked for, so that the next receive finds something while this one is claimed.</summary>
    private const int Many = 32;

    /// <summary>Sees to it that everything a waiter wants is consumed.</summary>
    private async ValueTask ShapeAsync(Session session, Waiter waiter, CancellationToken cancellationToken)
    {
        if (waiter.Request.Queues.Count == 0)
        {
            await EnsureNamesAsync(session, cancellationToken).ConfigureAwait(false);
        }

        int prefetch = PrefetchFor(waiter.Request.MaxCount);
        List<Lane> missing = Missing(session, waiter, prefetch);
        if (missing.Count == 0)
        {
            return;
        }

        await _shaping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (Lane lane in Missing(session, waiter, prefetch))
            {
                await EndAsync(session, lane, cancellationToken).ConfigureAwait(false);
                await SubscribeAsync(session, lane, prefetch, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _shaping.Release();
        }
    }

    private List<Lane> Missing(Session session, Waiter waiter, int prefetch)
    {
        QueueName[] wanted = Wanted(waiter.Request.Queues);
        lock (_gate)
        {
            return [.. wanted.Select(q => session.LaneOf(_names.Of(q))).Where(l => l.Subscription is null || l.Subscription.Prefetch < prefetch)];
        }
    }

    /// <summary>A power of two, so that a consumer is not begun anew for each change of what is asked for.</summary>
    private int PrefetchFor(int maxCount) =>
        Math.Min(_options.MaxPrefetch, (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Min(maxCount, _options.MaxPrefetch) > Many ? maxCount * 2L : maxCount)));

    private async ValueTask SubscribeAsync(Session session, Lane lane, int prefetch, CancellationToken cancellationToken)
    {
        await _declarer.EnsureAsync(lane.Queue, cancellationToken).ConfigureAwait(false);
        var subscription = new Subscription(session.Channel, lane, prefetch, (to, tag, body) => OnMessage(session, to, tag, body), OnCancelled);
        try
        {
            // Not to be cancelled half-way: a consumer nobody knows of would keep what it is given.
            subscription.Tag = await _link.AskAsync(
                session.Connection,
                async token =>
                {
                    await session.Channel.BasicQosAsync(0, (ushort)prefetch, global: false, token).ConfigureAwait(false);
                    return await session.Channel.BasicConsumeAsync(
                        lane.Queue.Physical, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments: null, subscription, token).ConfigureAwait(false);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (BackendException missing) when (missing.InnerException is OperationInterruptedException inner && RabbitMQErrors.Code(inner) == RabbitMQErrors.NotFound)
        {
            _declarer.Forget(lane.Queue);
            throw;
        }

        lock (_gate)
        {
            lane.Subscription = session.IsLost || subscription.Ended.IsCompleted ? null : subscription;
            lane.WantedAt = TimeProvider.System.GetTimestamp();
            lane.StuckAt = null;
        }
    }

    /// <summary>Ends the consumer of a queue; what it has brought stays here.</summary>
    private async ValueTask EndAsync(Session session, Lane lane, CancellationToken cancellationToken)
    {
        Subscription? subscription;
        lock (_gate)
        {
            subscription = lane.Subscription;
            lane.Subscription = null;
        }

        if (subscription is null)
        {
            return;
        }

        await _link.AskAsync(
            session.Connection,
            async token =>
            {
                await session.Channel.BasicCancelAsync(subscription.Tag, cancellationToken: token).ConfigureAwait(false);
                await subscription.Ended.WaitAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The server ended a consumer: its queue was deleted, or lost its leader.</summary>
    private void OnCancelled(Subscription subscription)
    {
        // First: whoever is told would consume a queue that is not there, and that costs the channel.
        _declarer.Forget(subscription.Lane.Queue);
        lock (_gate)
        {
            if (subscription.Lane.Subscription == subscription)
            {
                subscription.Lane.Subscription = null;
            }

            _waiters.ForEach(w => w.Signal());
        }

        _logger.ConsumerCancelled(subscription.Lane.Queue.Physical);
    }

    /// <summary>Ends all consumers when nobody waits, so that the server alone knows what is where.</summary>
    private async ValueTask QuiesceAsync(Session session, CancellationToken cancellationToken)
    {
        if (!IsIdle())
        {
            return;
        }

        await _shaping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (Lane lane in Lanes(session, l => l.Subscription is not null))
            {
                if (IsIdle())
                {
                    await EndAsync(session, lane, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _shaping.Release();
            ArmLinger(Linger);
        }

        bool IsIdle()
        {
            lock (_gate)
            {
                return _waiters.Count == 0 && session.Lanes.Exists(l => l.Subscription is not null);
            }
        }
    }

    /// <summary>A receive ends. What it wanted is consumed a moment longer, unless it was told to stop.</summary>
    private async ValueTask LeaveAsync(Waiter waiter, bool isCancelled)
    {
        Session? session;
        lock (_gate)
        {
            session = _session;
            _waiters.Remove(waiter);
            foreach (Lane lane in session?.Lanes.Where(l => waiter.Request.Wants(l.Queue.Name)) ?? [])
            {
                lane.WantedAt = TimeProvider.System.GetTimestamp();
                if (lane.Stock.Count > 0)
                {
                    // It may have been told of them and not looked.
                    _waiters.Find(w => !w.IsSignalled && w.Request.Wants(lane.Queue.Name))?.Signal();
                }
            }
        }

        if (session is null)
        {
            return;
        }

        if (isCancelled)
        {
            await RetireAsync(session, TimeSpan.Zero).ConfigureAwait(false);
        }
        else
        {
            ArmLinger(Linger);
        }
    }

    private void OnLinger()
    {
        if (Volatile.Read(ref _session) is { } session && !_stop.IsCancellationRequested)
        {
            _ = RetireAsync(session, Linger);
        }
    }

    /// <summary>Ends the consumers of queues nobody has wanted for some time, and gives back what they brought.</summary>
    private async Task RetireAsync(Session session, TimeSpan unwantedFor)
    {
        bool IsUnwanted(Lane lane) => (lane.Subscription is not null || lane.Stock.Count > 0) && !_waiters.Exists(w => w.Request.Wants(lane.Queue.Name));
        bool IsDue(Lane lane) => IsUnwanted(lane) && TimeProvider.System.GetElapsedTime(lane.WantedAt) >= unwantedFor;
        if (Lanes(session, IsUnwanted).Count == 0)
        {
            return;
        }

        try
        {
            await _shaping.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                foreach (Lane lane in Lanes(session, IsDue))
                {
                    await EndAsync(session, lane, _stop.Token).ConfigureAwait(false);
                    List<Held> brought = [];
                    lock (_gate)
                    {
                        while (IsUnwanted(lane) && lane.Stock.TryDequeue(out Held? held))
                        {
                            brought.Add(held);
                        }
                    }

                    if (unwantedFor == TimeSpan.Zero)
                    {
                        await ShowAgainAsync(session, lane, brought, keepsPlace: false, _stop.Token).ConfigureAwait(false);
                    }
                    else
                    {
                        await GiveBackAsync(session, lane, brought, keepsPlace: false, _stop.Token).ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                _shaping.Release();
            }

            if (Lanes(session, IsUnwanted).Count > 0)
            {
                ArmLinger(Linger);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            _logger.ReturnFailed(error);
        }
    }

    private List<Lane> Lanes(Session session, Predicate<Lane> which)
    {
        lock (_gate)
        {
            return session.Lanes.FindAll(which);
        }
    }

    private void ArmLinger(TimeSpan time)
    {
        try
        {
            _lingerTimer.Change(time, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The end of the connection gives everything back.
        }
    }
}
