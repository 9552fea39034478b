namespace Pynenc.Memory;

/// <summary>Ended invocations by status, those that ended first in front.</summary>
internal sealed class MemEnded
{
    private readonly Queue<MemInvocation>[] _byStatus = [.. Enumerable.Range(0, 32).Select(_ => new Queue<MemInvocation>())];

    public void Add(MemInvocation invocation) => _byStatus[(int)invocation.Status].Enqueue(invocation);

    /// <summary>Takes the one that ended first, if it ended before a time.</summary>
    public MemInvocation? TakeFirst(IReadOnlyList<InvocationStatus> statuses, DateTimeOffset before)
    {
        Queue<MemInvocation>? oldest = null;
        foreach (InvocationStatus status in statuses)
        {
            Queue<MemInvocation> ended = _byStatus[(int)status];
            while (ended.TryPeek(out MemInvocation? first) && first.IsRemoved)
            {
                ended.Dequeue();
            }

            if (ended.Count > 0 && ended.Peek().ChangedAt < (oldest?.Peek().ChangedAt ?? before))
            {
                oldest = ended;
            }
        }

        return oldest?.Dequeue();
    }

    public void Clear()
    {
        foreach (Queue<MemInvocation> ended in _byStatus)
        {
            ended.Clear();
        }
    }
}
