using MongoDB.Bson;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.MongoDB;

/// <summary>Takes work: the first invocations that wait are read, and become the runner's by one write.</summary>
internal sealed class MongoColocatedQueue(MongoStore store) : ColocatedQueue
{
    private readonly Claiming _claiming = new(store);

    public override async ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(store, request.MaxWait, store.InvocationQueue);
        while (true)
        {
            Task came = store.Work.Next;
            TakeOutcome taken = await store.RunAsync(token => TakeOnceAsync(request, token), cancellationToken).ConfigureAwait(false);
            if (taken.IsRunnerLost || taken.Claimed.Count > 0 || !await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false))
            {
                return taken;
            }
        }
    }

    private async Task<TakeOutcome> TakeOnceAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        using IDisposable turn = await store.InvocationQueue.EnterAsync(cancellationToken).ConfigureAwait(false);
        bool? isRegistered = null;
        var crowd = new Crowd(request.MaxCount);
        while (true)
        {
            List<BsonDocument> seen = await store.InvocationQueue
                .HeadAsync(request.Queues, crowd.Window, InvocationDocument.WithoutHistory, cancellationToken).ConfigureAwait(false);
            if (seen.Count == 0)
            {
                return TakeOutcome.Empty;
            }

            isRegistered ??= await _claiming.IsRegisteredAsync(request.Runner, cancellationToken).ConfigureAwait(false);
            if (isRegistered == false)
            {
                return new TakeOutcome(IsRunnerLost: true, []);
            }

            // From here on not cancellable: what is claimed must be known.
            List<BsonDocument> chosen = crowd.Choose(seen);
            ClaimOutcome[] outcomes = await _claiming
                .ClaimAsync(chosen, request.Runner, store.App.Time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
            await store.Lanes.ServedAsync(chosen, CancellationToken.None).ConfigureAwait(false);
            ClaimedInvocation[] claimed = [.. outcomes.Select(o => o.Claimed).OfType<ClaimedInvocation>()];
            if (claimed.Length > 0)
            {
                FailPoint.Hit(MongoFailPoints.TakeWritten);
                return new TakeOutcome(IsRunnerLost: false, claimed);
            }

            if (outcomes.Any(o => o.Result != ClaimResult.NotAvailable))
            {
                // They were held back by their limits, and stand no longer in the way.
                crowd = new Crowd(request.MaxCount);
                continue;
            }

            crowd.LostAll();
        }
    }
}
