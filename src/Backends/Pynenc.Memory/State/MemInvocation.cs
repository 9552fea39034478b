using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>One invocation as stored. Changed under the lock of <see cref="MemTables"/> only.</summary>
internal sealed class MemInvocation(InvocationRecord record, MemTask task, long number)
{
    /// <summary>Rows as plain values: a history is written for every invocation, and read for few.</summary>
    private MemHistoryRow[] _history = new MemHistoryRow[4];

    public InvocationRecord Record { get; } = record;

    public long Number { get; } = number;

    public MemTask Task { get; } = task;

    public InvocationStatus Status { get; private set; }

    public MemRunnerId? Owner { get; set; }

    public int Epoch { get; set; }

    public int Sequence { get; private set; }

    public int Retries { get; set; }

    public int Recoveries { get; set; }

    public DateTimeOffset? NotBefore { get; set; } = record.NotBefore;

    /// <summary>The history sequence of the status that is to be routed; 0 when nothing is.</summary>
    public int ToRoute { get; set; }

    /// <summary>True when its rate has let it go already, now or later; its next claim uses that up.</summary>
    public bool HasGrant { get; set; }

    /// <summary>True when it was pruned or deleted, and only lists it stands in still know it.</summary>
    public bool IsRemoved { get; set; }

    public ReadOnlyMemory<byte>? Payload { get; set; }

    /// <summary>The large values the payload refers to.</summary>
    public IReadOnlyList<ContentKey> PayloadContents { get; set; } = [];

    public DateTimeOffset ChangedAt => _history[Sequence - 1].At;

    public string? Reason => _history[Sequence - 1].Reason;

    public IReadOnlyList<HistoryEntry> History =>
        [.. _history.Take(Sequence).Select((row, i) => new HistoryEntry(i + 1, row.Status, row.At, row.By?.Value, row.Epoch, row.Reason))];

    public Fence? Fence => Owner is { } owner ? new Fence(owner.Value, Epoch) : null;

    public Route Route => new(Record.Id, Record.Queue, Record.Priority, NotBefore, Sequence, Record.Lane);

    /// <summary>True when its history ends with exactly these steps, entered at the same times under the present epoch.</summary>
    public bool EndsWith(IReadOnlyList<StatusStep> path)
    {
        int first = Sequence - path.Count;
        for (int i = 0; i < path.Count; i++)
        {
            if (first < 0 || _history[first + i].Status != path[i].Status || _history[first + i].At != path[i].At.UtcDateTime || _history[first + i].Epoch != Epoch)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who claimed it under an epoch; <see langword="null"/> when nobody did.</summary>
    public RunnerId? Claimant(long epoch)
    {
        for (int i = Sequence - 1; i >= 0; i--)
        {
            if (_history[i].Status == InvocationStatus.Pending && _history[i].Epoch == epoch)
            {
                return _history[i].By?.Value;
            }
        }

        return null;
    }

    /// <summary>It is removed: it counts no more.</summary>
    public void Remove()
    {
        Task.Count(Status)--;
        IsRemoved = true;
    }

    /// <summary>Enters a status: counters and history move with it.</summary>
    public void Enter(in StatusStep step, MemRunnerId? by)
    {
        if (Sequence > 0)
        {
            Task.Count(Status)--;
        }

        Task.Count(step.Status)++;
        Status = step.Status;
        if (Sequence == _history.Length)
        {
            Array.Resize(ref _history, Sequence * 2);
        }

        _history[Sequence++] = new MemHistoryRow(step.Status, Epoch, step.At.UtcDateTime, step.Reason, by);
    }

    /// <summary>Its number, because the hash of an object is looked up, and sets hash it at every step.</summary>
    public override int GetHashCode() => Number.GetHashCode();
}
