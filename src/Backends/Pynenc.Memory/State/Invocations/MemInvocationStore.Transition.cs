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

        MemRunnerId? by = tables.RunnerOf(request.By, likely: invocation.Owner);
        for (int i = 0; i < request.Path.Count; i++)
        {
            StatusStep step = request.Path[i];
            invocation.Enter(step, by);
            invocation.Retries += step.Status == InvocationStatus.Retry ? 1 : 0;
            invocation.Recoveries += step.Status == InvocationStatus.RunningRecovery ? 1 : 0;
        }

        if (request.Payload is { } payload)
        {
            invocation.Payload = payload;
            tables.LetGo(invocation.PayloadContents);
            tables.Refer(request.Contents);
            invocation.PayloadContents = request.Contents;
        }

        Route? toRoute = Settle(request, invocation);
        Route[]? handed = invocation.Status.IsOwned() ? null : HandOn(invocation, request.Path[^1].At);
        return new TransitionOutcome(TransitionResult.Applied, invocation.Status, toRoute, handed);
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

        if (invocation.Status.IsAvailable())
        {
            invocation.NotBefore = request.NotBefore;
            Mark(invocation);
            return invocation.Route;
        }

        // What is not to be run is neither due nor to be routed.
        invocation.NotBefore = null;
        Unmark(invocation);
        if (invocation.Status.IsFinal())
        {
            End(invocation);
        }
        else if (invocation.Status.IsSettled())
        {
            RemoveEdgesInto(invocation.Record.Id);
        }
        else if (!invocation.Status.IsOwned())
        {
            tables.Orphans.Add(invocation);
        }

        return null;
    }

    /// <summary>True when an earlier attempt of the same request was applied, and only its answer was lost.</summary>
    /// <remarks>
    /// In a status without owner nobody but the holder of the epoch can have entered it, so the epoch tells. In an owned one
    /// the same step may be asked for again in earnest, paused and resumed and paused, so the history has to tell.
    /// </remarks>
    private static bool IsRepeat(TransitionRequest request, MemInvocation invocation) =>
        request.Fence is { } fence && fence.Epoch == invocation.Epoch && invocation.Status == request.Target &&
        (invocation.Status.IsOwned()
            ? invocation.Owner?.Value == fence.Owner && invocation.EndsWith(request.Path)
            : invocation.Claimant(fence.Epoch) == fence.Owner);

    private static bool HoldsClaim(TransitionRequest request, MemInvocation invocation) => request.Fence is { } fence
        ? invocation.Owner?.Value == fence.Owner && invocation.Epoch == fence.Epoch
        : !invocation.Status.IsOwned() || request.Path[0].Status.OverridesOwner();

    private static bool IsLegal(IReadOnlyList<StatusStep> path, InvocationStatus from)
    {
        for (int i = 0; i < path.Count; i++)
        {
            // Only a claim makes an owner, under a new epoch; a path does not.
            if (path[i].Status == InvocationStatus.Pending || !from.CanMoveTo(path[i].Status))
            {
                return false;
            }

            from = path[i].Status;
        }

        return true;
    }
}
