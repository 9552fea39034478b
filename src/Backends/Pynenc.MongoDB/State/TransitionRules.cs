using MongoDB.Bson;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>What <see cref="StatusMachine"/> says of a request: from which statuses it may go, and what it means for one that was read.</summary>
internal static class TransitionRules
{
    /// <summary>The statuses its path may begin in, given who asks.</summary>
    public static IEnumerable<InvocationStatus> Starts(TransitionRequest request) => StatusMachine.All.Where(status =>
        IsLegal(request.Path, status) &&
        (request.Fence is not null ? status.IsOwned() : !status.IsOwned() || request.Path[0].Status.OverridesOwner()));

    /// <summary>True when the path ends in a status it may begin in: then only the history tells a repeat from the same in earnest.</summary>
    public static bool IsRound(TransitionRequest request) => Starts(request).Contains(request.Target);

    /// <summary>The answer for an invocation as it was read, or <see langword="null"/> when the path can be applied to it.</summary>
    public static TransitionOutcome? Answer(TransitionRequest request, BsonDocument? found)
    {
        if (found is null)
        {
            return new TransitionOutcome(TransitionResult.Unknown, Status: null);
        }

        InvocationStatus status = found.Status();
        if (IsRepeat(request, found))
        {
            return new TransitionOutcome(TransitionResult.Applied, status);
        }

        Fence? held = InvocationDocument.Fence(found);
        bool holds = request.Fence is { } fence ? held == fence : !status.IsOwned() || request.Path[0].Status.OverridesOwner();
        return !holds ? new TransitionOutcome(TransitionResult.FenceLost, status)
            : !IsLegal(request.Path, status) ? new TransitionOutcome(TransitionResult.Illegal, status)
            : null;
    }

    private static bool IsLegal(IReadOnlyList<StatusStep> path, InvocationStatus from)
    {
        foreach (StatusStep step in path)
        {
            // Only a claim makes an owner, under a new epoch; a path does not.
            if (step.Status == InvocationStatus.Pending || !from.CanMoveTo(step.Status))
            {
                return false;
            }

            from = step.Status;
        }

        return true;
    }

    /// <summary>True when an earlier attempt of the same request was applied, and only its answer was lost.</summary>
    /// <remarks>
    /// In a status without owner nobody but the holder of the epoch can have entered it, so the epoch tells. In an owned one
    /// the same step may be asked for again in earnest, paused and resumed and paused, so the history has to tell.
    /// </remarks>
    private static bool IsRepeat(TransitionRequest request, BsonDocument found)
    {
        InvocationStatus status = found.Status();
        if (request.Fence is not { } fence || fence.Epoch != found.Long(Field.Epoch) || status != request.Target)
        {
            return false;
        }

        BsonArray rows = found[Field.History].AsBsonArray;
        return status.IsOwned()
            ? InvocationDocument.Fence(found) == fence && EndsWith(rows, request.Path)
            : Claimant(rows) == fence.Owner.Value;
    }

    /// <summary>True when the rows end with exactly these steps, entered at the same times since the last claim.</summary>
    private static bool EndsWith(BsonArray rows, IReadOnlyList<StatusStep> path)
    {
        int first = rows.Count - path.Count;
        for (int i = 0; i < path.Count; i++)
        {
            // A path has no claim in it, so the whole of it lies behind the last one.
            if (first < 0 || HistoryRow.Status(rows[first + i]) != path[i].Status || rows[first + i][Field.RowAt].ToInt64() != path[i].At.UtcTicks)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who made the last claim.</summary>
    private static Guid? Claimant(BsonArray rows)
    {
        for (int i = rows.Count - 1; i >= 0; i--)
        {
            if (HistoryRow.Status(rows[i]) == InvocationStatus.Pending)
            {
                return HistoryRow.By(rows[i]);
            }
        }

        return null;
    }
}
