namespace Pynenc.RabbitMQ;

/// <summary>What is where, and whether all is consumed that should be.</summary>
internal sealed partial class Intake
{
    /// <summary>What is wrong with the reception; <see langword="null"/> when every queue that is waited for is consumed.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                if (_waiters.Count == 0)
                {
                    return null;
                }

                if (_session is not { IsLost: false } session)
                {
                    return $"There is no connection to {_link.Address.Text.TrimEnd(',')}, and {_waiters.Count} receivers wait.";
                }

                string[] missing = [.. _waiters.SelectMany(w => w.Request.Queues.Count > 0 ? w.Request.Queues : [.. _known]).Distinct()
                    .Where(q => !session.Lanes.Exists(l => l.Queue.Name == q && l.Subscription is not null)).Select(q => q.Value)];
                return missing.Length == 0 ? null : $"The queues {string.Join(", ", missing)} are waited for and not consumed.";
            }
        }
    }

    /// <summary>How many ids wait in all queues, and here for a receiver.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        Session session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await ExpireAsync(session, cancellationToken).ConfigureAwait(false);
        await QuiesceAsync(session, cancellationToken).ConfigureAwait(false);
        await EnsureNamesAsync(session, cancellationToken).ConfigureAwait(false);

        // What is just going back from here to the server is in neither of the two.
        await _shaping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long count = 0;
            foreach (QueueName name in Wanted([]))
            {
                PhysicalQueue queue = _names.Of(name);
                if (await _declarer.CountAsync(queue.Physical, cancellationToken).ConfigureAwait(false) is { } it)
                {
                    count += it.Ready;
                    Watch(session, queue, it.Ready, it.Consumers);
                }
            }

            lock (_gate)
            {
                return count + session.Lanes.Sum(l => (long)l.Stock.Count);
            }
        }
        finally
        {
            _shaping.Release();
        }
    }

    /// <summary>Removes every id of the application that waits, and every one this process holds.</summary>
    public async ValueTask PurgeAsync(CancellationToken cancellationToken)
    {
        Session session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await ExpireAsync(session, cancellationToken).ConfigureAwait(false);
        await QuiesceAsync(session, cancellationToken).ConfigureAwait(false);
        await EnsureNamesAsync(session, cancellationToken).ConfigureAwait(false);
        await session.AckAsync(
            () =>
            {
                session.Lanes.ForEach(l => l.Stock.Clear());
                return [.. session.Unsettled.All.Where(h => h.State != HeldState.SetAside)];
            },
            cancellationToken).ConfigureAwait(false);
        foreach (QueueName name in Wanted([]))
        {
            await _declarer.PurgeAsync(_names.Of(name).Physical, cancellationToken).ConfigureAwait(false);
        }

        await _declarer.PurgeAsync(_names.Dead, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The server can forget a consumer without telling. It shows in the count: a queue that is consumed here and has no consumer there,
    /// or that has messages twice in a row while none comes and this process has none.
    /// </summary>
    private void Watch(Session session, PhysicalQueue queue, long ready, long consumers)
    {
        lock (_gate)
        {
            if (session.IsLost || session.Lanes.Find(l => l.Queue == queue) is not { Subscription: not null } lane)
            {
                return;
            }

            bool isIdle = ready > 0 && !session.Unsettled.All.Any(h => h.Lane == lane);
            bool isStuck = consumers == 0 || (isIdle && lane.StuckAt == lane.Received);
            lane.StuckAt = isIdle ? lane.Received : null;
            if (!isStuck)
            {
                return;
            }
        }

        _logger.ConsumerStuck(queue.Physical, ready);
        _ = BreakAsync(session);
    }
}
