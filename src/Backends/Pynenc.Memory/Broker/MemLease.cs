namespace Pynenc.Memory;

/// <summary>What one receive handed out, until each entry is acknowledged or the lease ends.</summary>
internal sealed class MemLease(MemEntry?[] entries, DateTimeOffset expiresAt)
{
    private int _left = entries.Length;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public bool IsEmpty => _left == 0;

    /// <summary>Its place in the broker's list; set once, right after it is made.</summary>
    public LinkedListNode<MemLease>? Node { get; set; }

    /// <summary>Takes one entry out, or returns <see langword="null"/> when it was taken before.</summary>
    public MemEntry? Take(int index)
    {
        MemEntry? entry = entries[index];
        if (entry is not null)
        {
            entries[index] = null;
            _left--;
        }

        return entry;
    }

    public List<MemEntry> TakeAll()
    {
        var taken = new List<MemEntry>(_left);
        for (int i = 0; i < entries.Length; i++)
        {
            if (Take(i) is { } entry)
            {
                taken.Add(entry);
            }
        }

        return taken;
    }

    public void Clear() => TakeAll();
}
