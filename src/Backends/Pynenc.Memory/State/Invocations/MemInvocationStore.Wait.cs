using Pynenc.Backend;

namespace Pynenc.Memory;

internal sealed partial class MemInvocationStore
{
    protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new(Wait(request));
        }
    }

    private WaitOutcome Wait(WaitRequest request)
    {
        bool mayWait = tables.ById.TryGetValue(request.Waiter, out MemInvocation? waiter)
            && waiter.Fence == request.Fence
            && (waiter.Status == InvocationStatus.Paused || waiter.Status.CanMoveTo(InvocationStatus.Paused));
        if (!mayWait)
        {
            return WaitOutcome.FenceLost;
        }

        InvocationId[] settled = [.. request.Waited.Where(IsSettled)];
        if (settled.Length > 0)
        {
            return new WaitOutcome(WaitResult.AlreadySettled, settled, []);
        }

        if (FindCycle(request) is { } cycle)
        {
            return new WaitOutcome(WaitResult.Cycle, [], cycle);
        }

        if (!request.KeepEarlier)
        {
            RemoveEdgesFrom(request.Waiter);
        }

        foreach (InvocationId waited in request.Waited)
        {
            AddEdge(request.Waiter, waited);
        }

        if (waiter!.Status != InvocationStatus.Paused)
        {
            waiter.Enter(new StatusStep(InvocationStatus.Paused, request.At), waiter.Owner);
        }

        return WaitOutcome.Paused;
    }

    private bool IsSettled(InvocationId id) => !tables.ById.TryGetValue(id, out MemInvocation? invocation) || invocation.Status.IsSettled();

    /// <summary>Follows the edges of paused invocations from what is to be waited for; ends at the waiter when there is a cycle.</summary>
    private IReadOnlyList<InvocationId>? FindCycle(WaitRequest request)
    {
        var cameFrom = new Dictionary<InvocationId, InvocationId>();
        var open = new Stack<InvocationId>();
        IEnumerable<InvocationId> earlier =
            request.KeepEarlier && tables.Waited.TryGetValue(request.Waiter, out HashSet<InvocationId>? named) ? named : [];
        foreach (InvocationId first in request.Waited.Concat(earlier))
        {
            if (cameFrom.TryAdd(first, request.Waiter))
            {
                open.Push(first);
            }
        }

        while (open.TryPop(out InvocationId at))
        {
            if (at == request.Waiter)
            {
                return PathTo(at, cameFrom);
            }

            if (tables.ById[at].Status == InvocationStatus.Paused && tables.Waited.TryGetValue(at, out HashSet<InvocationId>? next))
            {
                foreach (InvocationId id in next)
                {
                    if (cameFrom.TryAdd(id, at))
                    {
                        open.Push(id);
                    }
                }
            }
        }

        return null;
    }

    private static List<InvocationId> PathTo(InvocationId waiter, Dictionary<InvocationId, InvocationId> cameFrom)
    {
        var path = new List<InvocationId>();
        InvocationId at = waiter;
        do
        {
            at = cameFrom[at];
            path.Insert(0, at);
        }
        while (at != waiter);

        return path;
    }

    private void AddEdge(InvocationId waiter, InvocationId waited)
    {
        Set(tables.Waited, waiter).Add(waited);
        Set(tables.Waiters, waited).Add(waiter);
    }

    private void RemoveEdgesFrom(InvocationId waiter)
    {
        if (tables.Waited.Remove(waiter, out HashSet<InvocationId>? waited))
        {
            foreach (InvocationId id in waited)
            {
                Forget(tables.Waiters, id, waiter);
            }
        }
    }

    private void RemoveEdgesInto(InvocationId waited)
    {
        if (tables.Waiters.Remove(waited, out HashSet<InvocationId>? waiters))
        {
            foreach (InvocationId id in waiters)
            {
                Forget(tables.Waited, id, waited);
            }
        }
    }

    private static HashSet<InvocationId> Set(Dictionary<InvocationId, HashSet<InvocationId>> edges, InvocationId id)
    {
        if (!edges.TryGetValue(id, out HashSet<InvocationId>? set))
        {
            edges.Add(id, set = []);
        }

        return set;
    }

    private static void Forget(Dictionary<InvocationId, HashSet<InvocationId>> edges, InvocationId from, InvocationId to)
    {
        if (edges.TryGetValue(from, out HashSet<InvocationId>? set) && set.Remove(to) && set.Count == 0)
        {
            edges.Remove(from);
        }
    }
}
