using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>One logical queue: a line per priority, the highest first.</summary>
internal sealed class MemQueue(QueueName name)
{
    private readonly SortedList<double, MemTurns> _lines = [];

    /// <summary>Entries that came back after a receive, or were promoted; they go before the line, in the order they first came.</summary>
    private readonly PriorityQueue<MemEntry, (double Priority, long Order)> _returned = new();

    /// <summary>What is queued, by id. Kept from the first promotion on, so that queues without any do not pay for it.</summary>
    private Dictionary<InvocationId, MemEntry>? _byId;

    /// <summary>Entries whose id was promoted to another place; they are passed over.</summary>
    private readonly HashSet<(InvocationId Id, double Priority)> _moved = [];

    public QueueName Name { get; } = name;

    public int Count { get; private set; }

    public void Add(MemEntry entry)
    {
        // The list sorts ascending, so the sign is turned: the most urgent line comes first.
        double key = -entry.Route.Priority.Value;
        if (!_lines.TryGetValue(key, out MemTurns? line))
        {
            _lines.Add(key, line = new MemTurns());
        }

        line.Add(entry);
        Note(entry);
        Count++;
    }

    public void Return(MemEntry entry)
    {
        _returned.Enqueue(entry, (-entry.Route.Priority.Value, entry.Order));
        Note(entry);
        Count++;
    }

    /// <summary>Moves an entry ahead of its equals, if it is queued here.</summary>
    public void Promote(InvocationId id)
    {
        _byId ??= Index();
        if (_byId.TryGetValue(id, out MemEntry? entry)
            && entry.Route.Priority.Value + Priority.PromotionStep <= Priority.Max
            && _moved.Add((id, entry.Route.Priority.Value)))
        {
            Count--;
            Return(entry with { Route = entry.Route with { Priority = entry.Route.Priority.Promoted() } });
        }
    }

    public void TakeInto(List<MemEntry> entries, int maxCount)
    {
        while (entries.Count < maxCount && Count > 0)
        {
            MemEntry entry = Take();
            if (_moved.Count > 0 && _moved.Remove((entry.Route.Id, entry.Route.Priority.Value)))
            {
                continue;
            }

            entries.Add(entry);
            _byId?.Remove(entry.Route.Id);
            Count--;
        }
    }

    private MemEntry Take()
    {
        double key = _lines.Count > 0 ? _lines.Keys[0] : double.PositiveInfinity;
        if (_returned.TryPeek(out _, out (double Priority, long Order) returned) && returned.Priority <= key)
        {
            return _returned.Dequeue();
        }

        MemTurns line = _lines.Values[0];
        MemEntry entry = line.Take();
        if (line.Count == 0)
        {
            _lines.RemoveAt(0);
        }

        return entry;
    }

    private void Note(MemEntry entry)
    {
        if (_byId is not null)
        {
            _byId[entry.Route.Id] = entry;
        }
    }

    private Dictionary<InvocationId, MemEntry> Index()
    {
        var index = new Dictionary<InvocationId, MemEntry>(Count);
        foreach (MemEntry entry in _lines.Values.SelectMany(l => l.Entries).Concat(_returned.UnorderedItems.Select(r => r.Element)))
        {
            index[entry.Route.Id] = entry;
        }

        return index;
    }
}
