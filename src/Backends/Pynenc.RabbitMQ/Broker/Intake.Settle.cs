using Pynenc.Backend;

namespace Pynenc.RabbitMQ;

/// <summary>What becomes of messages that were handed out.</summary>
internal sealed partial class Intake
{
    /// <summary>How many returned messages are put into order before one that came back.</summary>
    private const int MostRegrouped = 256;

    private const int MostPlaces = 10_000;

    /// <summary>How long it is waited until what was given back is seen at the server; it takes a few milliseconds, and more where the disk is slow.</summary>
    private static readonly TimeSpan MostSettling = TimeSpan.FromSeconds(1);

    /// <summary>How long instead, when this process routes without a pause, so that no count says what has gone back.</summary>
    private static readonly TimeSpan MostUnsure = TimeSpan.FromMilliseconds(250);

    /// <summary>How long it is waited for such a pause.</summary>
    private static readonly TimeSpan MostPausing = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a foreign message rests that could not be moved.</summary>
    private static readonly TimeSpan SetAsideLease = TimeSpan.FromSeconds(30);

    /// <summary>Takes deliveries off the server. What is settled already, or was lost with its channel, is ignored.</summary>
    public static async ValueTask AckAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (Session session in SessionsOf(deliveries))
        {
            await session.AckAsync(() => Choose(session, deliveries), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives deliveries back, each to its queue.</summary>
    public async ValueTask ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (Session session in SessionsOf(deliveries))
        {
            await _shaping.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                foreach (IGrouping<Lane, Held> lane in deliveries.Select(d => d.Token).OfType<Held>().Where(h => h.Session == session).GroupBy(h => h.Lane).ToArray())
                {
                    await ShowAgainAsync(session, lane.Key, [.. lane.OrderBy(h => h.Tag)], keepsPlace: false, CancellationToken.None).ConfigureAwait(false);
                }
            }
            finally
            {
                _shaping.Release();
            }
        }
    }

    private static Session[] SessionsOf(IReadOnlyList<Delivery> deliveries)
    {
        Session? only = null;
        for (int i = 0; i < deliveries.Count; i++)
        {
            if (deliveries[i].Token is Held held && held.Session != only)
            {
                if (only is not null)
                {
                    return [.. deliveries.Select(d => d.Token).OfType<Held>().Select(h => h.Session).Distinct()];
                }

                only = held.Session;
            }
        }

        return only is null ? [] : [only];
    }

    /// <summary>What is out with a receiver, each once; the lock is held.</summary>
    private static List<Held> Choose(Session session, IReadOnlyList<Delivery> deliveries)
    {
        var chosen = new List<Held>(deliveries.Count);
        for (int i = 0; i < deliveries.Count; i++)
        {
            if (deliveries[i].Token is Held { State: HeldState.HandedOut } held && held.Session == session)
            {
                held.State = HeldState.Settled;
                held.Lane.Places.Remove(held.Id);
                chosen.Add(held);
            }
        }

        return chosen;
    }

    private void OnLeaseEnd()
    {
        lock (_gate)
        {
            _armedFor = null;
        }

        if (Volatile.Read(ref _session) is { } session && !_stop.IsCancellationRequested)
        {
            _ = TryExpireAsync(session);
        }

        async Task TryExpireAsync(Session it)
        {
            try
            {
                await ExpireAsync(it, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                _logger.ReturnFailed(error);
            }
        }
    }

    private void ArmLeaseTimer()
    {
        if (_leases.Next is not { } next || next >= _armedFor)
        {
            return;
        }

        TimeSpan left = next - _app.Time.GetUtcNow();
        _armedFor = next;
        try
        {
            // A timer counts whole milliseconds: without the extra one it would fire just before the lease ends.
            _leaseTimer.Change((left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The end of the connection gives everything back.
        }
    }

    /// <summary>Gives back whatever was not acknowledged in time, or waits for somebody else who does that now.</summary>
    private async ValueTask ExpireAsync(Session session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ArmLeaseTimer();
            if (_expiring == 0 && !(_leases.Next <= _app.Time.GetUtcNow()))
            {
                return;
            }

            _expiring++;
        }

        try
        {
            await _shaping.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                List<Held> ended;
                lock (_gate)
                {
                    ended = _leases.TakeEnded(_app.Time.GetUtcNow());
                    ArmLeaseTimer();
                }

                foreach (IGrouping<Lane, Held> lane in ended.Where(h => h.Session == session).GroupBy(h => h.Lane).ToArray())
                {
                    _logger.LeaseEnded(lane.Count());
                    await ShowAgainAsync(session, lane.Key, [.. lane], keepsPlace: true, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _shaping.Release();
            }
        }
        finally
        {
            lock (_gate)
            {
                _expiring--;
            }
        }
    }

    /// <summary>Gives messages back and, unless they come straight back to a consumer of this process, waits until the server shows them.</summary>
    private async ValueTask ShowAgainAsync(Session session, Lane lane, List<Held> held, bool keepsPlace, CancellationToken cancellationToken)
    {
        if (held.Count == 0)
        {
            return;
        }

        if (Lanes(session, l => l == lane && l.Subscription is not null).Count > 0)
        {
            await GiveBackAsync(session, lane, held, keepsPlace, cancellationToken).ConfigureAwait(false);
            return;
        }

        PhysicalQueue queue = lane.Queue;
        (long before, bool isSure) = await NotRoutedHereAsync(queue, cancellationToken).ConfigureAwait(false);
        long all = before + held.Count;
        await GiveBackAsync(session, lane, held, keepsPlace, cancellationToken).ConfigureAwait(false);
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < (isSure ? MostSettling : MostUnsure) &&
            (await _declarer.CountAsync(queue.Physical, cancellationToken).ConfigureAwait(false))?.Ready < all + queue.Sent)
        {
            await Task.Yield();
        }
    }

    /// <summary>How many messages wait in a queue, less all that this process ever routed to it: what it adds meanwhile is no sign of what goes back.</summary>
    /// <returns>Not sure when some were on their way all the time: then they may be in the count or not.</returns>
    private async ValueTask<(long Count, bool IsSure)> NotRoutedHereAsync(PhysicalQueue queue, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            long answered = queue.Answered;
            long ready = (await _declarer.CountAsync(queue.Physical, cancellationToken).ConfigureAwait(false))?.Ready ?? 0;
            bool isSure = queue.Sent == answered;
            if (isSure || TimeProvider.System.GetElapsedTime(start) > MostPausing)
            {
                return (ready - answered, isSure);
            }

            await Task.Yield();
        }
    }

    private async ValueTask GiveBackAsync(Session session, Lane lane, List<Held> held, bool keepsPlace, CancellationToken cancellationToken)
    {
        if (keepsPlace)
        {
            await RegroupAsync(session, lane, held).ConfigureAwait(false);
        }

        await session.ReturnAsync(() => [.. held.Where(h => h.State != HeldState.Settled)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts what goes back at its old place into order with what went back before.</summary>
    /// <remarks>
    /// A classic queue does that by itself. A quorum queue keeps what goes back before everything else, in the order in which it went
    /// back; so that is fetched and goes back with the rest.
    /// </remarks>
    private async ValueTask RegroupAsync(Session session, Lane lane, List<Held> held)
    {
        for (int i = 0; i < MostRegrouped && !_options.Priorities; i++)
        {
            (Held? got, bool wasReturned) = await GetAsync(session, lane.Queue).ConfigureAwait(false);
            if (got is { State: HeldState.Stock })
            {
                held.Add(got);
            }

            if (!wasReturned)
            {
                break;
            }
        }

        lock (_gate)
        {
            if (lane.Places.Count > MostPlaces)
            {
                lane.Places.Clear();
            }

            foreach (Held it in held.Where(h => h.Lot is not null))
            {
                lane.Places.TryAdd(it.Id, it.Tag);
            }

            held.Sort((left, right) => Place(left).CompareTo(Place(right)));
        }

        ulong Place(Held it) => lane.Places.TryGetValue(it.Id, out ulong place) ? place : it.Tag;
    }

    /// <summary>Moves a message away that is none of this broker's.</summary>
    private async Task SetAsideAsync(Session session, Held held, byte[] body, string reason)
    {
        try
        {
            await _publisher.SetAsideAsync(held.Lane.Queue.Physical, reason, body, _stop.Token).ConfigureAwait(false);
            await session.AckAsync(() => held.State == HeldState.SetAside ? [held] : [], _stop.Token).ConfigureAwait(false);
            _logger.SetAside(held.Lane.Queue.Physical, reason, _names.Dead);
        }
        catch (Exception error)
        {
            _logger.SetAsideFailed(held.Lane.Queue.Physical, reason, error);
            lock (_gate)
            {
                held.Lot = new Lot(_app.Time.GetUtcNow() + SetAsideLease, [held]);
                _leases.Add(held.Lot);
                ArmLeaseTimer();
            }
        }
    }
}
