namespace Pynenc.RabbitMQ;

/// <summary>The unsettled messages of one channel in the order of their tags, so that one acknowledgement can stand for many.</summary>
/// <remarks>
/// The answer to a get overtakes deliveries that the driver has read and not handed over yet. A tag that was not seen may be such a
/// delivery, and nothing that covers it is acknowledged.
/// </remarks>
internal sealed class Unsettled
{
    private readonly SortedSet<ulong> _ahead = [];
    private Held? _first;
    private Held? _last;
    private ulong _seen;

    public IEnumerable<Held> All
    {
        get
        {
            for (Held? at = _first; at is not null; at = at.Next)
            {
                yield return at;
            }
        }
    }

    public void Add(Held held)
    {
        See(held.Tag);
        Held? before = _last;
        while (before is not null && before.Tag > held.Tag)
        {
            before = before.Previous;
        }

        held.Previous = before;
        held.Next = before is null ? _first : before.Next;
        _ = before is null ? _first = held : before.Next = held;
        _ = held.Next is null ? _last = held : held.Next.Previous = held;
    }

    public void Remove(Held held)
    {
        _ = held.Previous is null ? _first = held.Next : held.Previous.Next = held.Next;
        _ = held.Next is null ? _last = held.Previous : held.Next.Previous = held.Previous;
        held.Previous = held.Next = null;
    }

    /// <summary>Removes some, and says how to tell the server.</summary>
    /// <param name="settled">What is settled, each once.</param>
    /// <returns>The tag up to which everything is settled with them, or 0, and the tags beyond it.</returns>
    public (ulong UpTo, List<ulong> Single) Settle(IReadOnlyList<Held> settled)
    {
        for (int i = 0; i < settled.Count; i++)
        {
            settled[i].State = HeldState.Settled;
        }

        ulong upTo = 0;
        int covered = 0;
        for (Held? at = _first; at is { State: HeldState.Settled } && at.Tag <= _seen; at = at.Next)
        {
            upTo = at.Tag;
            covered++;
        }

        var single = new List<ulong>(covered == settled.Count ? 0 : settled.Count - covered);
        for (int i = 0; i < settled.Count; i++)
        {
            Remove(settled[i]);
            if (settled[i].Tag > upTo)
            {
                single.Add(settled[i].Tag);
            }
        }

        return (upTo, single);
    }

    private void See(ulong tag)
    {
        if (tag != _seen + 1)
        {
            _ahead.Add(tag);
            return;
        }

        _seen = tag;
        while (_ahead.Remove(_seen + 1))
        {
            _seen++;
        }
    }
}
