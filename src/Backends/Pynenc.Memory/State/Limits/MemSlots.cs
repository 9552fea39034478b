namespace Pynenc.Memory;

/// <summary>The slots of one concurrency key: who holds one, and who waits for one.</summary>
internal sealed class MemSlots
{
    public HashSet<MemInvocation> Holders { get; } = [];

    /// <summary>Higher priority first, then in the order of registration.</summary>
    public SortedSet<MemInvocation> Waiting { get; } = new(Comparer<MemInvocation>.Create((a, b) =>
    {
        int byPriority = b.Record.Priority.CompareTo(a.Record.Priority);
        return byPriority != 0 ? byPriority : a.Number.CompareTo(b.Number);
    }));

    public bool IsUnused => Holders.Count == 0 && Waiting.Count == 0;

    /// <summary>The next that waits, when its limit leaves a slot for it.</summary>
    public MemInvocation? Next =>
        Waiting.Min is { } first && Holders.Count < first.Record.Concurrency!.Limit ? first : null;
}
