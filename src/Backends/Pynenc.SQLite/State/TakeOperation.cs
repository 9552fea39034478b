using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.SQLite;

/// <summary>Receives, claims and acknowledges in one step; drops entries nobody can claim any more.</summary>
internal sealed class TakeOperation(TakeRequest request, DateTimeOffset now) : WriteOperation<TakeResult>
{
    /// <summary>Bounds one transaction when very many entries give nothing to run; the next take goes on.</summary>
    private const int MaxPassedOver = 5_000;

    public override int Weight => request.MaxCount;

    protected override TakeResult Execute(WriteTransaction transaction)
    {
        if (ClaimStep.Registered(transaction, request.Runner) is not { } number)
        {
            return new TakeResult(new TakeOutcome(IsRunnerLost: true, []), Stale: 0, Blocked: 0, []);
        }

        QueueWriter.ShowDue(transaction, now);
        var claimant = new Claimant(request.Runner, number, now, now, IsColocated: true);
        List<long> queues = QueueReader.Queues(transaction, request.Queues);
        var entries = new List<QueueEntry>();
        var claimed = new List<ClaimedInvocation>();
        List<InvocationId>? dropped = null;
        int stale = 0;
        int blocked = 0;
        while (claimed.Count < request.MaxCount && stale + blocked < MaxPassedOver)
        {
            QueueReader.ReadFirstOf(transaction, queues, request.MaxCount - claimed.Count, entries);
            if (entries.Count == 0)
            {
                break;
            }

            foreach (QueueEntry entry in entries)
            {
                QueueWriter.Remove(transaction, entry);
                FailPoint.Hit(SQLiteFailPoints.TakeRemoved);
                ClaimOutcome outcome = ClaimStep.Claim(transaction, claimant, entry.Id, entry.Invocation);
                switch (outcome.Result)
                {
                    case ClaimResult.Claimed:
                        claimed.Add(outcome.Claimed!);
                        break;
                    case ClaimResult.NotDue:
                        QueueWriter.Hold(transaction, entry, outcome.NotBefore!.Value);
                        break;
                    case ClaimResult.Dropped:
                        (dropped ??= []).Add(entry.Id);
                        blocked++;
                        break;
                    case ClaimResult.Blocked:
                        blocked++;
                        break;
                    default:
                        stale++;
                        break;
                }
            }
        }

        return new TakeResult(claimed.Count == 0 ? TakeOutcome.Empty : new TakeOutcome(false, claimed), stale, blocked, dropped ?? []);
    }
}
