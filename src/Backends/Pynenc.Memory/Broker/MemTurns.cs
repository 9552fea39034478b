namespace Pynenc.Memory;

/// <summary>Entries of one priority: first in, first out, and where they have lanes, one of each lane in turn.</summary>
internal sealed class MemTurns
{
    private readonly Queue<MemEntry> _plain = new();
    private Dictionary<string, Queue<MemEntry>>? _byLane;

    /// <summary>The lanes that have entries, the next to be served first.</summary>
    private Queue<string?>? _turns;

    public int Count { get; private set; }

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<MemEntry> Entries => _byLane is null ? _plain : _plain.Concat(_byLane.Values.SelectMany(l => l));

    public void Add(MemEntry entry)
    {
        Count++;
        if (entry.Route.Lane is null && _turns is null)
        {
            _plain.Enqueue(entry);
            return;
        }

        _byLane ??= [];
        _turns ??= new Queue<string?>(_plain.Count > 0 ? [null] : []);
        Queue<MemEntry> line = LineOf(entry.Route.Lane);
        if (line.Count == 0)
        {
            _turns.Enqueue(entry.Route.Lane);
        }

        line.Enqueue(entry);
    }

    public MemEntry Take()
    {
        Count--;
        if (_turns is null)
        {
            return _plain.Dequeue();
        }

        string? lane = _turns.Dequeue();
        Queue<MemEntry> line = LineOf(lane);
        MemEntry entry = line.Dequeue();
        if (line.Count > 0)
        {
            _turns.Enqueue(lane);
        }
        else if (lane is not null)
        {
            _byLane!.Remove(lane);
        }

        return entry;
    }

    private Queue<MemEntry> LineOf(string? lane)
    {
        if (lane is null)
        {
            return _plain;
        }

        if (!_byLane!.TryGetValue(lane, out Queue<MemEntry>? line))
        {
            _byLane.Add(lane, line = new Queue<MemEntry>());
        }

        return line;
    }
}
