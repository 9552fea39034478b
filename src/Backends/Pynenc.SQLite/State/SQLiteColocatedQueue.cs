using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Takes work in one transaction; while there is none, waits without the write lock.</summary>
internal sealed class SQLiteColocatedQueue(SQLiteDatabase database) : ColocatedQueue
{
    public override async ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCount, 1);
        var wait = new QueueWait(database, request.MaxWait);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task came = database.Work.Next;
            QueuePeek peek = await QueuePeek
                .LookAsync(database, request.Queues, request.Runner, cancellationToken).ConfigureAwait(false);
            if (!peek.IsRegistered)
            {
                return new TakeOutcome(IsRunnerLost: true, []);
            }

            DateTimeOffset now = database.Now;
            if (peek.IsWorthwhile(now))
            {
                TakeResult taken = await database
                    .WriteAsync(new TakeOperation(request, now), cancellationToken).ConfigureAwait(false);
                database.Feed.Tell(taken.Dropped);
                if (taken.Outcome.IsRunnerLost || taken.Outcome.Claimed.Count > 0)
                {
                    return taken.Outcome;
                }

                if (taken.Stale > 0)
                {
                    database.Logger.StaleEntries(taken.Stale);
                }

                if (taken.Stale > 0 || taken.Blocked > 0)
                {
                    continue;
                }
            }

            if (wait.IsOver)
            {
                return TakeOutcome.Empty;
            }

            await wait.WaitAsync(came, peek.NextDue, cancellationToken).ConfigureAwait(false);
        }
    }
}
