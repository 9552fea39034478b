using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Whether a transition may be applied to a row; the rules themselves are <see cref="StatusMachine"/>'s.</summary>
internal static class TransitionRules
{
    /// <summary>True when an earlier attempt of the same request was applied, and only its answer was lost.</summary>
    /// <remarks>
    /// In a status without owner nobody but the holder of the epoch can have entered it, so the epoch tells. In an owned one
    /// the same step may be asked for again in earnest, paused and resumed and paused, so the history has to tell.
    /// </remarks>
    public static bool IsRepeat(WriteTransaction transaction, TransitionRequest request, in HotRow row)
    {
        if (request.Fence is not { } fence || row.Status != request.Target || row.Epoch != fence.Epoch)
        {
            return false;
        }

        return row.Status.IsOwned()
            ? row.Owner == transaction.Find(fence.Owner) && HistoryWriter.EndsWith(transaction, row.Number, request.Path, row.Epoch)
            : HistoryWriter.WasClaimedBy(transaction, row.Number, fence.Epoch, transaction.Find(fence.Owner));
    }

    /// <summary>Applied when it may be; otherwise why not.</summary>
    public static TransitionResult Check(WriteTransaction transaction, TransitionRequest request, in HotRow row)
    {
        bool holds = request.Fence is { } fence
            ? row.Owner is { } owner && row.Epoch == fence.Epoch && owner == transaction.Find(fence.Owner)
            : !row.Status.IsOwned() || request.Path[0].Status.OverridesOwner();
        if (!holds)
        {
            return TransitionResult.FenceLost;
        }

        InvocationStatus status = row.Status;
        foreach (StatusStep step in request.Path)
        {
            // Only a claim makes an owner, under a new epoch; a path does not.
            if (step.Status == InvocationStatus.Pending || !status.CanMoveTo(step.Status))
            {
                return TransitionResult.Illegal;
            }

            status = step.Status;
        }

        return TransitionResult.Applied;
    }
}
