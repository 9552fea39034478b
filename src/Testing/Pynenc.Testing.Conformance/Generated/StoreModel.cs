using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>The rules of <see cref="StatusMachine"/> and of the verbs, in the plainest form there is.</summary>
internal sealed class StoreModel
{
    public StoreInvocation?[] Invocations { get; } = new StoreInvocation?[4];

    public List<StoreInvocation> InOrder { get; } = [];

    /// <summary>The registered runners and the end of their leases.</summary>
    public Dictionary<RunnerId, DateTimeOffset> Leases { get; } = [];

    public ClaimResult Claim(RunnerId runner, StoreInvocation? it, DateTimeOffset now)
    {
        if (!Leases.ContainsKey(runner))
        {
            return ClaimResult.RunnerLost;
        }

        if (it is null)
        {
            return ClaimResult.Unknown;
        }

        if (!it.Status.IsAvailable())
        {
            return ClaimResult.NotAvailable;
        }

        if (it.NotBefore > now)
        {
            it.Mark = it.History.Count;
            return ClaimResult.NotDue;
        }

        (it.Owner, it.LastOwner, it.NotBefore, it.Mark) = (runner, runner, null, 0);
        it.Epoch++;
        it.Enter(InvocationStatus.Pending, now, runner);
        return ClaimResult.Claimed;
    }

    /// <summary>Plays a transition.</summary>
    /// <returns>The answers a backend may give; when the first is applied and nothing was yet, the path has been applied.</returns>
    public TransitionResult[] Move(TransitionRequest request, StoreInvocation? it)
    {
        if (it is null)
        {
            return [TransitionResult.Unknown];
        }

        if (request.Fence is { } fence && fence.Epoch == it.Epoch && it.Status == request.Target && it.LastOwner == fence.Owner)
        {
            if (it.HistoryEndsWith(request.Path))
            {
                return [TransitionResult.Applied];
            }

            // The same end by another way: nothing changes, and whether that is a repeat is the backend's to say.
            if (!it.Status.IsOwned())
            {
                return [TransitionResult.FenceLost, TransitionResult.Applied];
            }
        }

        bool holds = request.Fence is { } claim
            ? it.Fence == claim
            : !it.Status.IsOwned() || request.Path[0].Status.OverridesOwner();
        if (!holds)
        {
            return [TransitionResult.FenceLost];
        }

        InvocationStatus from = it.Status;
        foreach (StatusStep step in request.Path)
        {
            if (!from.CanMoveTo(step.Status))
            {
                return [TransitionResult.Illegal];
            }

            // Only a claim makes an owner.
            if (step.Status == InvocationStatus.Pending)
            {
                return [TransitionResult.Illegal, TransitionResult.FenceLost];
            }

            from = step.Status;
        }

        Apply(request, it);
        return [TransitionResult.Applied];
    }

    /// <summary>Plays a wait.</summary>
    public WaitResult Wait(InvocationId[] ids, int waiterSlot, Fence fence, IReadOnlyList<int> waited, DateTimeOffset now, out IReadOnlyList<InvocationId> settled)
    {
        settled = [];
        if (Invocations[waiterSlot] is not { } waiter || waiter.Fence != fence ||
            !(waiter.Status == InvocationStatus.Paused || waiter.Status.CanMoveTo(InvocationStatus.Paused)))
        {
            return WaitResult.FenceLost;
        }

        settled = [.. waited.Where(w => Invocations[w] is not { } it || it.Status.IsSettled()).Select(w => ids[w])];
        if (settled.Count > 0)
        {
            return WaitResult.AlreadySettled;
        }

        if (Reaches(waited, waiterSlot))
        {
            return WaitResult.Cycle;
        }

        waiter.WaitsFor.UnionWith(waited);
        if (waiter.Status != InvocationStatus.Paused)
        {
            waiter.Enter(InvocationStatus.Paused, now, fence.Owner);
        }

        return WaitResult.Paused;
    }

    public IEnumerable<StoreInvocation> Orphans() => InOrder.Where(i => i.Owner is { } owner
        ? !Leases.ContainsKey(owner)
        : i.Status is InvocationStatus.ConcurrencyControlled or InvocationStatus.PendingRecovery or InvocationStatus.RunningRecovery or InvocationStatus.Killed);

    public IEnumerable<int> Edges(int from) => Invocations[from] is { Status: InvocationStatus.Paused } it ? it.WaitsFor : [];

    private bool Reaches(IReadOnlyList<int> waited, int target)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>(waited);
        while (open.TryPop(out int at))
        {
            if (at == target)
            {
                return true;
            }

            if (seen.Add(at))
            {
                foreach (int next in Edges(at))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }

    private void Apply(TransitionRequest request, StoreInvocation it)
    {
        foreach (StatusStep step in request.Path)
        {
            it.Enter(step.Status, step.At, request.By);
            it.Retries += step.Status == InvocationStatus.Retry ? 1 : 0;
            it.Recoveries += step.Status == InvocationStatus.RunningRecovery ? 1 : 0;
        }

        it.Payload = request.Payload is { } payload ? System.Text.Encoding.UTF8.GetString(payload.Span) : it.Payload;
        it.NotBefore = it.Status.IsAvailable() ? request.NotBefore : null;
        it.Mark = it.Status.IsAvailable() ? it.History.Count : 0;
        if (!it.Status.IsOwned())
        {
            it.Owner = null;
            it.WaitsFor.Clear();
        }

        if (it.Status.IsSettled())
        {
            int slot = Array.IndexOf(Invocations, it);
            InOrder.ForEach(other => other.WaitsFor.Remove(slot));
        }
    }
}
