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
        for (var crowd = new Crowd(request.MaxCount); ; crowd.LostAll())
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
            IReadOnlyList<ClaimedInvocation> claimed = await _claiming
                .ClaimAsync(crowd.Choose(seen), request.Runner, store.App.Time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
            if (claimed.Count > 0)
            {
                FailPoint.Hit(MongoFailPoints.TakeWritten);
                return new TakeOutcome(IsRunnerLost: false, claimed);
            }
        }
    }
}
