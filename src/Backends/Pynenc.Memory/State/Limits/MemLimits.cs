using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>Slots, grants and reservations by key. Protected by the lock of <see cref="MemTables"/>.</summary>
internal sealed class MemLimits
{
    private readonly Dictionary<string, MemSlots> _slots = [];
    private readonly Dictionary<string, MemRate> _rates = [];
    private readonly Dictionary<string, (MemInvocation Holder, DateTimeOffset? Until)> _reservations = [];

    public MemSlots? SlotsOf(string key) => _slots.GetValueOrDefault(key);

    /// <summary>When a rate lets the next go.</summary>
    public DateTimeOffset Next(RateLimit rate, DateTimeOffset now) =>
        _rates.TryGetValue(rate.Key, out MemRate? known) ? known.Next(rate, now) : now;

    public void Grant(RateLimit rate, DateTimeOffset at)
    {
        if (!_rates.TryGetValue(rate.Key, out MemRate? known))
        {
            _rates.Add(rate.Key, known = new MemRate());
        }

        known.Grant(rate, at);
    }

    /// <summary>Takes a slot, or lines up for one.</summary>
    /// <returns>False when all are taken.</returns>
    public bool TryTakeSlot(MemInvocation invocation)
    {
        ConcurrencyLimit limit = invocation.Record.Concurrency!;
        if (!_slots.TryGetValue(limit.Key, out MemSlots? slots))
        {
            _slots.Add(limit.Key, slots = new MemSlots());
        }

        if (slots.Holders.Contains(invocation))
        {
            return true;
        }

        if (slots.Holders.Count < limit.Limit)
        {
            slots.Holders.Add(invocation);
            return true;
        }

        if (limit.WhenBlocked == BlockedAction.Wait)
        {
            slots.Waiting.Add(invocation);
        }

        return false;
    }

    /// <summary>Gives a slot back, or leaves the line. Harmless for one that does neither hold nor wait.</summary>
    /// <returns>Those that hold a slot now and waited before.</returns>
    public IReadOnlyList<MemInvocation> GiveBackSlot(MemInvocation invocation)
    {
        if (invocation.Record.Concurrency is not { } limit || !_slots.TryGetValue(limit.Key, out MemSlots? slots))
        {
            return [];
        }

        slots.Holders.Remove(invocation);
        slots.Waiting.Remove(invocation);
        List<MemInvocation>? handed = null;
        while (slots.Next is { } next)
        {
            slots.Waiting.Remove(next);
            slots.Holders.Add(next);
            (handed ??= []).Add(next);
        }

        if (slots.IsUnused)
        {
            _slots.Remove(limit.Key);
        }

        return handed ?? [];
    }

    /// <summary>Who holds a reservation now.</summary>
    public MemInvocation? HolderOf(string key, DateTimeOffset now) =>
        _reservations.TryGetValue(key, out (MemInvocation Holder, DateTimeOffset? Until) held) && !(held.Until <= now) ? held.Holder : null;

    public void Reserve(string key, MemInvocation holder) => _reservations[key] = (holder, null);

    /// <summary>Holds a reservation until a time, if it is still held by this invocation.</summary>
    public void KeepUntil(MemInvocation holder, DateTimeOffset until)
    {
        if (Holds(holder))
        {
            _reservations[holder.Record.Reservation!.Key] = (holder, until);
        }
    }

    public void LetGo(MemInvocation holder)
    {
        if (Holds(holder))
        {
            _reservations.Remove(holder.Record.Reservation!.Key);
        }
    }

    /// <summary>Forgets what holds nobody back any more.</summary>
    public void RemoveOver(DateTimeOffset now)
    {
        foreach ((string key, MemRate rate) in _rates)
        {
            if (rate.IsOver(now))
            {
                _rates.Remove(key);
            }
        }

        foreach ((string key, (_, DateTimeOffset? until)) in _reservations)
        {
            if (until <= now)
            {
                _reservations.Remove(key);
            }
        }
    }

    public void Clear()
    {
        _slots.Clear();
        _rates.Clear();
        _reservations.Clear();
    }

    private bool Holds(MemInvocation invocation) =>
        invocation.Record.Reservation is { } reservation
        && _reservations.TryGetValue(reservation.Key, out (MemInvocation Holder, DateTimeOffset? Until) held)
        && held.Holder == invocation;
}
