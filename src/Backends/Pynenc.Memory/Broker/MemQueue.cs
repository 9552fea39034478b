namespace Pynenc.Memory;

/// <summary>One logical queue: a line per priority, the highest first.</summary>
internal sealed class MemQueue(QueueName name)
{
    private readonly SortedList<double, Queue<MemEntry>> _lines = [];

    /// <summary>Entries that came back after a receive; they go before the line, in the order they first came.</summary>
    private readonly PriorityQueue<MemEntry, (double Priority, long Order)> _returned = new();

    public QueueName Name { get; } = name;

    public int Count { get; private set; }

    public void Add(MemEntry entry)
    {
        // The list sorts ascending, so the sign is turned: the most urgent line comes first.
        double key = -entry.Route.Priority.Value;
        if (!_lines.TryGetValue(key, out Queue<MemEntry>? line))
        {
            _lines.Add(key, line = new Queue<MemEntry>());
        }

        line.Enqueue(entry);
        Count++;
    }

    public void Return(MemEntry entry)
    {
        _returned.Enqueue(entry, (-entry.Route.Priority.Value, entry.Order));
        Count++;
    }

    public void TakeInto(List<MemEntry> entries, int maxCount)
    {
        while (entries.Count < maxCount && Count > 0)
        {
            entries.Add(Take());
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

        Queue<MemEntry> line = _lines.Values[0];
        MemEntry entry = line.Dequeue();
        if (line.Count == 0)
        {
            _lines.RemoveAt(0);
        }

        return entry;
    }
}
