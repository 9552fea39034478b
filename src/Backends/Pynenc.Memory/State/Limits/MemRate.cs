using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>The latest grants of one rate key, the oldest first; never more than its limit.</summary>
internal sealed class MemRate
{
    private readonly Queue<DateTimeOffset> _grants = new();
    private DateTimeOffset _last;
    private TimeSpan _period;

    /// <summary>When the next is let go.</summary>
    public DateTimeOffset Next(RateLimit rate, DateTimeOffset now)
    {
        while (_grants.Count > rate.Limit)
        {
            _grants.Dequeue();
        }

        DateTimeOffset next = _grants.Count == rate.Limit ? _grants.Peek() + rate.Period : now;
        return next > now ? next : now;
    }

    public void Grant(RateLimit rate, DateTimeOffset at)
    {
        if (_grants.Count == rate.Limit)
        {
            _grants.Dequeue();
        }

        _grants.Enqueue(at);
        _last = at;
        _period = rate.Period;
    }

    /// <summary>True when it holds nobody back any more.</summary>
    public bool IsOver(DateTimeOffset now) => _last + _period <= now;
}
