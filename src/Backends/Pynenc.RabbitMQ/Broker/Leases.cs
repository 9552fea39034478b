namespace Pynenc.RabbitMQ;

/// <summary>Which lots are out, by when their leases end. The intake's lock protects it.</summary>
internal sealed class Leases
{
    private readonly PriorityQueue<Lot, DateTimeOffset> _lots = new();

    /// <summary>When the next lease ends of which something is not settled.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            while (_lots.TryPeek(out Lot? lot, out DateTimeOffset at))
            {
                if (lot.Open > 0)
                {
                    return at;
                }

                _lots.Dequeue();
            }

            return null;
        }
    }

    public void Add(Lot lot) => _lots.Enqueue(lot, lot.ExpiresAt);

    /// <summary>Takes out what was not settled in time.</summary>
    public List<Held> TakeEnded(DateTimeOffset now)
    {
        var ended = new List<Held>();
        while (Next is { } at && at <= now)
        {
            ended.AddRange(_lots.Dequeue().Held.Where(h => h.State != HeldState.Settled));
        }

        return ended;
    }
}
