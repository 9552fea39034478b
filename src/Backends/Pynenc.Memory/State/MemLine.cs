namespace Pynenc.Memory;

/// <summary>Invocations in the order of registration. What is removed is passed over at once and dropped in bulk.</summary>
internal sealed class MemLine
{
    private readonly List<MemInvocation> _items = [];
    private int _removed;

    public bool IsEmpty => _removed == _items.Count;

    public void Add(MemInvocation invocation) => _items.Add(invocation);

    /// <summary>Tells that one of them was marked as removed.</summary>
    public void NoteRemoved()
    {
        _removed++;
        if (_removed * 2 > _items.Count)
        {
            _items.RemoveAll(i => i.IsRemoved);
            _removed = 0;
        }
    }

    /// <summary>Those with a higher number, in order.</summary>
    public IEnumerable<MemInvocation> After(long number)
    {
        for (int i = FirstAfter(number); i < _items.Count; i++)
        {
            if (!_items[i].IsRemoved)
            {
                yield return _items[i];
            }
        }
    }

    public void Clear()
    {
        _items.Clear();
        _removed = 0;
    }

    private int FirstAfter(long number)
    {
        int low = 0;
        int high = _items.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_items[middle].Number > number)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
