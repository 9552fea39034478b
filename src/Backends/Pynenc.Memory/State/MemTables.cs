using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>All that is stored, under one lock: a batch takes it once, and holds it for well under a microsecond an item.</summary>
internal sealed class MemTables
{
    private readonly Dictionary<RunnerId, MemRunnerId> _runnerIds = [];

    /// <summary>Protects everything reachable from here.</summary>
    public Lock Gate { get; } = new();

    public Dictionary<InvocationId, MemInvocation> ById { get; } = [];

    /// <summary>All of them, in the order of registration.</summary>
    public MemLine ByNumber { get; } = new();

    /// <summary>The number of the invocation registered last.</summary>
    public long LastNumber { get; set; }

    /// <summary>Those that are final.</summary>
    public MemEnded Ended { get; } = new();

    public MemLimits Limits { get; } = new();

    /// <summary>The large values.</summary>
    public Dictionary<ContentKey, MemContent> Contents { get; } = [];

    public Dictionary<TaskId, MemTask> Tasks { get; } = [];

    public Dictionary<RunnerId, MemRunner> Runners { get; } = [];

    /// <summary>Marked <em>to be routed</em>.</summary>
    public HashSet<MemInvocation> Unrouted { get; } = [];

    /// <summary>Owned by a runner that is gone, or left between two statuses.</summary>
    public HashSet<MemInvocation> Orphans { get; } = [];

    /// <summary>The children of each invocation that has some.</summary>
    public Dictionary<InvocationId, MemLine> Children { get; } = [];

    /// <summary>Who waits for an invocation.</summary>
    public Dictionary<InvocationId, HashSet<InvocationId>> Waiters { get; } = [];

    /// <summary>What an invocation waits for.</summary>
    public Dictionary<InvocationId, HashSet<InvocationId>> Waited { get; } = [];

    public MemTask TaskOf(TaskId id)
    {
        if (!Tasks.TryGetValue(id, out MemTask? task))
        {
            Tasks.Add(id, task = new MemTask(id));
        }

        return task;
    }

    /// <summary>The one object that stands for a runner's id; <see langword="null"/> for no runner.</summary>
    /// <param name="id">The id.</param>
    /// <param name="likely">Most often the one.</param>
    public MemRunnerId? RunnerOf(RunnerId? id, MemRunnerId? likely = null)
    {
        if (id is not { } value)
        {
            return null;
        }

        if (likely?.Value == value)
        {
            return likely;
        }

        if (!_runnerIds.TryGetValue(value, out MemRunnerId? known))
        {
            _runnerIds.Add(value, known = new MemRunnerId(value));
        }

        return known;
    }

    /// <summary>The claim is over: nobody owns it.</summary>
    public void ClearOwner(MemInvocation invocation)
    {
        if (invocation.Owner is { } owner && Runners.TryGetValue(owner.Value, out MemRunner? runner))
        {
            runner.Owned.Remove(invocation);
        }

        invocation.Owner = null;
    }

    /// <summary>Removes an invocation that has ended.</summary>
    public void Remove(MemInvocation invocation)
    {
        ById.Remove(invocation.Record.Id);
        Limits.LetGo(invocation);
        LetGo(invocation.Record.Contents);
        LetGo(invocation.PayloadContents);
        invocation.Remove();
        ByNumber.NoteRemoved();
        if (invocation.Record.Parent is { } parent && Children.TryGetValue(parent, out MemLine? siblings))
        {
            siblings.NoteRemoved();
            if (siblings.IsEmpty)
            {
                Children.Remove(parent);
            }
        }
    }

    public MemContent ContentOf(ContentKey key)
    {
        if (!Contents.TryGetValue(key, out MemContent? content))
        {
            Contents.Add(key, content = new MemContent());
        }

        return content;
    }

    public void Refer(IReadOnlyList<ContentKey> keys)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            ContentOf(keys[i]).References++;
        }
    }

    public void LetGo(IReadOnlyList<ContentKey> keys)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            ContentOf(keys[i]).References--;
        }
    }

    /// <summary>Removes a runner; what it owns is left as orphans.</summary>
    public void Remove(MemRunner runner)
    {
        Runners.Remove(runner.Info.Id);
        Orphans.UnionWith(runner.Owned);
    }

    public void Clear()
    {
        ById.Clear();
        ByNumber.Clear();
        Ended.Clear();
        Limits.Clear();
        Contents.Clear();
        Tasks.Clear();
        Unrouted.Clear();
        Orphans.Clear();
        Children.Clear();
        Waiters.Clear();
        Waited.Clear();
        foreach (MemRunner runner in Runners.Values)
        {
            runner.Owned.Clear();
        }
    }
}
