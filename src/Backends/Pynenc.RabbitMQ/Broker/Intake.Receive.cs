using Pynenc.Backend;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ;

internal sealed partial class Intake
{
    /// <summary>Receives up to the wanted number, and waits for the first as long as the request says.</summary>
    public async ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        if (request.MaxWait <= TimeSpan.Zero)
        {
            return await LookAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (Volatile.Read(ref _session) is { } session && TryTake(session, request) is { } deliveries)
        {
            return deliveries;
        }

        using CancellationTokenSource patience = Patience(request.MaxWait);
        return await WaitAsync(request, patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives one if there is one, and waits for one otherwise.</summary>
    public async ValueTask<Delivery?> ReceiveOneAsync(TimeSpan lease, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = Patience(maxWait);
        var request = new ReceiveRequest([], 1, lease, maxWait);
        IReadOnlyList<Delivery> deliveries = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        if (deliveries.Count == 0)
        {
            deliveries = await WaitAsync(request, patience, cancellationToken).ConfigureAwait(false);
        }

        return deliveries.Count == 0 ? null : deliveries[0];
    }

    /// <summary>Begins to count at once: whatever the server takes for its answers is part of the wait.</summary>
    private CancellationTokenSource Patience(TimeSpan maxWait) => new(maxWait < TimeSpan.FromDays(1) ? maxWait : TimeSpan.FromDays(1), _app.Time);

    private async ValueTask<IReadOnlyList<Delivery>> WaitAsync(
        ReceiveRequest request, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken, _stop.Token);
        var waiter = new Waiter(request);
        BackendException? failure = null;
        lock (_gate)
        {
            _waiters.Add(waiter);
        }

        try
        {
            while (true)
            {
                lock (_gate)
                {
                    waiter.Rearm();
                }

                try
                {
                    Session session = await OpenAsync(stop.Token).ConfigureAwait(false);
                    if (TryTake(session, request) is { } deliveries)
                    {
                        return deliveries;
                    }

                    await ShapeAsync(session, waiter, stop.Token).ConfigureAwait(false);
                    failure = null;
                    await waiter.Signalled.WaitAsync(stop.Token).ConfigureAwait(false);
                }
                catch (BackendException error) when (error.IsTransient)
                {
                    failure = error;
                    await Task.Delay(_link.NextAttemptIn + Backoff.First, TimeProvider.System, stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(RabbitMQBroker));
            return failure is null ? [] : throw failure;
        }
        finally
        {
            await LeaveAsync(waiter, isCancelled: cancellationToken.IsCancellationRequested).ConfigureAwait(false);
        }
    }

    /// <summary>Receives what is there now: an empty answer means that the queues were empty.</summary>
    private async ValueTask<IReadOnlyList<Delivery>> LookAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        Session session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await ExpireAsync(session, cancellationToken).ConfigureAwait(false);
        await QuiesceAsync(session, cancellationToken).ConfigureAwait(false);
        if (request.Queues.Count == 0)
        {
            await EnsureNamesAsync(session, cancellationToken).ConfigureAwait(false);
        }

        var found = new List<Held>();
        QueueName[] wanted = Wanted(request.Queues);
        lock (_gate)
        {
            TakeStock(session, request, found);
            _turn++;
        }

        int turn = Volatile.Read(ref _turn);
        try
        {
            for (int i = 0; i < wanted.Length && found.Count < request.MaxCount; i++)
            {
                await GetIntoAsync(session, _names.Of(wanted[(int)((uint)(i + turn) % wanted.Length)]), found, request.MaxCount, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            PutBack(found);
            throw;
        }

        lock (_gate)
        {
            return session.IsLost
                ? throw new BackendUnavailableException($"The connection to {_link.Address.Text.TrimEnd(',')} ended while ids were received; the server gives them to others.")
                : HandOut(found, request.Lease);
        }
    }

    /// <summary>What was taken for a receive that failed is here for the next one, or goes back a moment later.</summary>
    private void PutBack(List<Held> found)
    {
        lock (_gate)
        {
            foreach (Held held in found.Where(h => h.State == HeldState.Stock))
            {
                held.Lane.Stock.Enqueue(held);
            }
        }

        ArmLinger(Linger);
    }

    private async ValueTask GetIntoAsync(Session session, PhysicalQueue queue, List<Held> found, int maxCount, CancellationToken cancellationToken)
    {
        if (!_declarer.Known.Contains(queue) && await _declarer.CountAsync(queue.Physical, cancellationToken).ConfigureAwait(false) is null)
        {
            return;
        }

        while (found.Count < maxCount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (Held? held, _) = await GetAsync(session, queue).ConfigureAwait(false);
            if (held is null)
            {
                return;
            }

            if (held.State == HeldState.Stock)
            {
                found.Add(held);
            }
        }
    }

    /// <summary>Takes the first message of a queue. One that is none of this broker's is moved away.</summary>
    private async ValueTask<(Held? Held, bool WasReturned)> GetAsync(Session session, PhysicalQueue queue)
    {
        BasicGetResult? got;
        try
        {
            // Not to be cancelled: the answer may be a message.
            got = await _link.AskAsync(session.Connection, token => session.Channel.BasicGetAsync(queue.Physical, autoAck: false, token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BackendException missing) when (missing.InnerException is OperationInterruptedException inner && RabbitMQErrors.Code(inner) == RabbitMQErrors.NotFound)
        {
            _declarer.Forget(queue);
            throw;
        }

        if (got is null)
        {
            return (null, false);
        }

        (InvocationId? id, string? problem) = MessageBody.Read(got.Body.Span);
        Held held;
        lock (_gate)
        {
            held = session.Add(session.LaneOf(queue), id, got.DeliveryTag);
        }

        if (problem is not null)
        {
            await SetAsideAsync(session, held, got.Body.ToArray(), problem).ConfigureAwait(false);
        }

        return (held, got.Redelivered);
    }

    /// <summary>Hands out what has come already, or nothing.</summary>
    private Delivery[]? TryTake(Session session, ReceiveRequest request)
    {
        lock (_gate)
        {
            var found = new List<Held>();
            TakeStock(session, request, found);
            return found.Count == 0 ? null : HandOut(found, request.Lease);
        }
    }

    /// <summary>Takes what has come, each time from another queue first, so that none starves another.</summary>
    private void TakeStock(Session session, ReceiveRequest request, List<Held> found)
    {
        int count = session.Lanes.Count;
        for (int i = 0; i < count && found.Count < request.MaxCount; i++)
        {
            Lane lane = session.Lanes[(int)((uint)(i + _turn) % count)];
            while (request.Wants(lane.Queue.Name) && found.Count < request.MaxCount && lane.Stock.TryDequeue(out Held? held))
            {
                found.Add(held);
            }
        }
    }

    private Delivery[] HandOut(List<Held> found, TimeSpan lease)
    {
        if (found.Count == 0)
        {
            return [];
        }

        _turn++;
        var lot = new Lot(_app.Time.GetUtcNow() + lease, found);
        var deliveries = new Delivery[found.Count];
        for (int i = 0; i < deliveries.Length; i++)
        {
            found[i].State = HeldState.HandedOut;
            found[i].Lot = lot;
            deliveries[i] = new Delivery(found[i].Id, (long)found[i].Tag, found[i]);
        }

        _leases.Add(lot);
        ArmLeaseTimer();
        return deliveries;
    }

    private void OnMessage(Session session, Lane lane, ulong tag, ReadOnlyMemory<byte> body)
    {
        (InvocationId? id, string? problem) = MessageBody.Read(body.Span);
        Held held;
        lock (_gate)
        {
            if (session.IsLost)
            {
                return;
            }

            held = session.Add(lane, id, tag);
            if (id is not null)
            {
                lane.Stock.Enqueue(held);
                _waiters.Find(w => !w.IsSignalled && w.Request.Wants(lane.Queue.Name))?.Signal();
                return;
            }
        }

        _ = SetAsideAsync(session, held, body.ToArray(), problem!);
    }
}
