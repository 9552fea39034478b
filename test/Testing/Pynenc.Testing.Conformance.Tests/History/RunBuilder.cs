using System.Text;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History;

/// <summary>Builds a recorded run by hand: each invocation by its path, everything else as it follows from it.</summary>
internal sealed class RunBuilder
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly RunnerId A = RunnerId.New();
    public static readonly RunnerId B = RunnerId.New();

    private readonly List<RecordedInvocation> _invocations = [];

    public List<AcceptedCall> Accepted { get; } = [];

    public List<BodyRun> Bodies { get; } = [];

    public List<InvocationId> Cancelled { get; } = [];

    public List<ConcurrencyState> Slots { get; } = [];

    public List<StatusCount>? Counters { get; set; }

    public Dictionary<TaskId, int> MaxRetries { get; } = [];

    /// <summary>Adds an invocation; a pending step raises the epoch, and its runner owns what follows.</summary>
    public RecordedInvocation Add(
        IReadOnlyList<(InvocationStatus Status, RunnerId? Runner)> path,
        string? result = null,
        double priority = 0,
        DateTimeOffset? notBefore = null,
        InvocationId? parent = null,
        Func<HistoryEntry, HistoryEntry>? change = null,
        InvocationStatus? shown = null,
        ConcurrencyLimit? limit = null,
        Reservation? reservation = null,
        double at = 0)
    {
        var id = InvocationId.New();
        long epoch = 0;
        var history = new List<HistoryEntry>();
        foreach ((InvocationStatus status, RunnerId? runner) in path)
        {
            epoch += status == InvocationStatus.Pending ? 1 : 0;
            var row = new HistoryEntry(history.Count + 1, status, Start.AddSeconds(at + history.Count), runner, epoch, null);
            history.Add(change?.Invoke(row) ?? row);
        }

        var record = new InvocationRecord
        {
            Id = id,
            Task = new TaskId("task"),
            Arguments = "{}"u8.ToArray(),
            Priority = priority,
            NotBefore = notBefore,
            Parent = parent,
            Workflow = id,
            RegisteredAt = Start,
            Concurrency = limit,
            Reservation = reservation,
        };
        var state = new InvocationState(
            record,
            shown ?? history[^1].Status,
            null,
            path.Count(p => p.Status == InvocationStatus.Retry),
            path.Count(p => p.Status == InvocationStatus.RunningRecovery),
            Start,
            null,
            null,
            _invocations.Count + 1);
        var invocation = new RecordedInvocation(state, history, result is null ? (ReadOnlyMemory<byte>?)null : new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(result)));
        _invocations.Add(invocation);
        return invocation;
    }

    /// <summary>Changes what the store shows of an invocation.</summary>
    public void Show(RecordedInvocation invocation, Func<InvocationState, InvocationState> change) =>
        _invocations[_invocations.IndexOf(invocation)] = invocation with { State = change(invocation.State) };

    public RecordedRun Build() => new()
    {
        Accepted = Accepted,
        Bodies = Bodies,
        Cancelled = Cancelled,
        Invocations = _invocations,
        MaxRetries = MaxRetries,
        Slots = Slots,
        MaxRecoveries = 1,
        Counters = Counters ??
        [
            .. _invocations.GroupBy(i => (i.State.Record.Task, i.History[^1].Status))
                .Select(g => new StatusCount(g.Key.Task, g.Key.Status, g.Count())),
        ],
    };

    /// <summary>The rules that a run breaks.</summary>
    public string[] Broken() => [.. HistoryChecker.Check(Build()).Select(v => v.Rule).Distinct()];
}
