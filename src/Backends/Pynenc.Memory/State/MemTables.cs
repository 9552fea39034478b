using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>All that is stored, under one lock: a batch takes it once, and holds it for well under a microsecond an item.</summary>
internal sealed class MemTables
{
    /// <summary>Protects everything reachable from here.</summary>
    public Lock Gate { get; } = new();

    public Dictionary<InvocationId, MemInvocation> ById { get; } = [];

    /// <summary>In the order of registration; an invocation's number is its place here, counted from 1.</summary>
    public List<MemInvocation> ByNumber { get; } = [];

    public Dictionary<TaskId, MemTask> Tasks { get; } = [];

    public Dictionary<RunnerId, MemRunner> Runners { get; } = [];

    /// <summary>Marked <em>to be routed</em>.</summary>
    public HashSet<MemInvocation> Unrouted { get; } = [];

    /// <summary>Owned by a runner that is gone, or left between two statuses.</summary>
    public HashSet<MemInvocation> Orphans { get; } = [];

    /// <summary>The children of each invocation that has some.</summary>
    public Dictionary<InvocationId, List<MemInvocation>> Children { get; } = [];

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

    /// <summary>The claim is over: nobody owns it.</summary>
    public void ClearOwner(MemInvocation invocation)
    {
        if (invocation.Owner is { } owner && Runners.TryGetValue(owner, out MemRunner? runner))
        {
            runner.Owned.Remove(invocation);
        }

        invocation.Owner = null;
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
