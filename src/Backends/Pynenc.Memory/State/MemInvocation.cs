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

    public RunnerId? Owner { get; set; }

    public long Epoch { get; set; }

    public int Sequence { get; private set; }

    public int Retries { get; set; }

    public int Recoveries { get; set; }

    public DateTimeOffset? NotBefore { get; set; } = record.NotBefore;

    /// <summary>The history sequence of the status that is to be routed; 0 when nothing is.</summary>
    public int ToRoute { get; set; }

    public ReadOnlyMemory<byte>? Payload { get; set; }

    public DateTimeOffset ChangedAt => _history[Sequence - 1].Step.At;

    public string? Reason => _history[Sequence - 1].Step.Reason;

    public IReadOnlyList<HistoryEntry> History =>
        [.. _history.Take(Sequence).Select((row, i) => new HistoryEntry(i + 1, row.Step.Status, row.Step.At, row.By, row.Epoch, row.Step.Reason))];

    public Fence? Fence => Owner is { } owner ? new Fence(owner, Epoch) : null;

    public Route Route => new(Record.Id, Record.Queue, Record.Priority, NotBefore, Sequence);

    /// <summary>Enters a status: counters and history move with it.</summary>
    public void Enter(in StatusStep step, RunnerId? by)
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

        _history[Sequence++] = new MemHistoryRow(step, by, Epoch);
    }
}
