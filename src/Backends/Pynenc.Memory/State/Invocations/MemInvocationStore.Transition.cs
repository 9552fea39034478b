using Pynenc.Backend;

namespace Pynenc.Memory;

internal sealed partial class MemInvocationStore
{
    protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new TransitionOutcome[requests.Count];
        lock (tables.Gate)
        {
            for (int i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = Transition(requests[i]);
            }
        }

        return new(outcomes);
    }

    private TransitionOutcome Transition(TransitionRequest request)
    {
        if (!tables.ById.TryGetValue(request.Id, out MemInvocation? invocation))
        {
            return new TransitionOutcome(TransitionResult.Unknown, null);
        }

        if (IsRepeat(request, invocation))
        {
            return new TransitionOutcome(TransitionResult.Applied, invocation.Status);
        }

        if (!HoldsClaim(request, invocation))
        {
            return new TransitionOutcome(TransitionResult.FenceLost, invocation.Status);
        }

        if (!IsLegal(request.Path, invocation.Status))
        {
            return new TransitionOutcome(TransitionResult.Illegal, invocation.Status);
        }

        for (int i = 0; i < request.Path.Count; i++)
        {
            StatusStep step = request.Path[i];
            invocation.Enter(step, request.By);
            invocation.Retries += step.Status == InvocationStatus.Retry ? 1 : 0;
            invocation.Recoveries += step.Status == InvocationStatus.RunningRecovery ? 1 : 0;
        }

        if (request.Payload is { } payload)
        {
            invocation.Payload = payload;
        }

        return new TransitionOutcome(TransitionResult.Applied, invocation.Status, Settle(request, invocation));
    }

    /// <summary>What follows from the status entered.</summary>
    /// <returns>What the engine must route now.</returns>
    private Route? Settle(TransitionRequest request, MemInvocation invocation)
    {
        if (!invocation.Status.IsOwned())
        {
            tables.ClearOwner(invocation);
            tables.Orphans.Remove(invocation);
            RemoveEdgesFrom(invocation.Record.Id);
        }

        if (invocation.Status.IsSettled())
        {
            Unmark(invocation);
            RemoveEdgesInto(invocation.Record.Id);
            return null;
        }

        if (invocation.Status.IsAvailable())
        {
            invocation.NotBefore = request.NotBefore;
            Mark(invocation);
            return invocation.Route;
        }

        if (!invocation.Status.IsOwned())
        {
            tables.Orphans.Add(invocation);
        }

        return null;
    }

    private static bool IsRepeat(TransitionRequest request, MemInvocation invocation) =>
        request.Fence is { } fence && fence.Epoch == invocation.Epoch && invocation.Status == request.Target &&
        (invocation.Owner is null || invocation.Owner == fence.Owner);

    private static bool HoldsClaim(TransitionRequest request, MemInvocation invocation) => request.Fence is { } fence
        ? invocation.Owner == fence.Owner && invocation.Epoch == fence.Epoch
        : !invocation.Status.IsOwned() || request.Path[0].Status.OverridesOwner();

    private static bool IsLegal(IReadOnlyList<StatusStep> path, InvocationStatus from)
    {
        for (int i = 0; i < path.Count; i++)
        {
            if (!from.CanMoveTo(path[i].Status))
            {
                return false;
            }

            from = path[i].Status;
        }

        return true;
    }
}
