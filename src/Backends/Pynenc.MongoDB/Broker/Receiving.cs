using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Takes ids out of the queue, or hides them for a lease: a look, and a claim of what was seen.</summary>
internal sealed class Receiving(MongoStore store, IMongoCollection<BsonDocument> entries)
{
    private static readonly BsonDocument EntryFields = new() { { Field.Target, 1 }, { Field.Place, 1 }, { Field.Queue, 1 }, { Field.Turn, 1 } };
    private static readonly BsonDocument InvocationFields = new() { { Field.Place, 1 }, { Field.Queue, 1 }, { Field.Turn, 1 } };

    public async Task<List<Delivery>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        List<Delivery> received = await ReceiveAsync(entries, store.EntryQueue, request, request.MaxCount, cancellationToken).ConfigureAwait(false);
        if (store.IsColocated && received.Count < request.MaxCount)
        {
            received.AddRange(await ReceiveAsync(
                store.Invocations, store.InvocationQueue, request, request.MaxCount - received.Count, cancellationToken).ConfigureAwait(false));
        }

        return received;
    }

    public async Task<InvocationId?> RetrieveAsync(CancellationToken cancellationToken)
    {
        using IDisposable turn = await store.EntryQueue.EnterAsync(cancellationToken).ConfigureAwait(false);
        for (var crowd = new Crowd(1); ; crowd.LostAll())
        {
            List<BsonDocument> seen = await store.EntryQueue.HeadAsync([], crowd.Window, EntryFields, cancellationToken).ConfigureAwait(false);
            if (seen.Count == 0)
            {
                break;
            }

            BsonDocument first = crowd.Choose(seen)[0];
            if (await entries.FindOneAndDeleteAsync(Ready(first), cancellationToken: cancellationToken).ConfigureAwait(false) is not null)
            {
                return Target(first, isInvocation: false);
            }
        }

        if (!store.IsColocated)
        {
            return null;
        }

        var request = new ReceiveRequest([], 1, store.App.Options.Lease, TimeSpan.Zero);
        List<Delivery> received = await ReceiveAsync(store.Invocations, store.InvocationQueue, request, 1, cancellationToken).ConfigureAwait(false);
        await new Receipts(store, entries).AckAsync(received, cancellationToken).ConfigureAwait(false);
        return received.Count == 0 ? null : received[0].Id;
    }

    private async Task<List<Delivery>> ReceiveAsync(
        IMongoCollection<BsonDocument> documents, WorkQueue queue, ReceiveRequest request, int count, CancellationToken cancellationToken)
    {
        bool isInvocation = !ReferenceEquals(documents, entries);
        using IDisposable turn = await queue.EnterAsync(cancellationToken).ConfigureAwait(false);
        for (var crowd = new Crowd(count); ; crowd.LostAll())
        {
            List<BsonDocument> seen = await queue
                .HeadAsync(request.Queues, crowd.Window, isInvocation ? InvocationFields : EntryFields, cancellationToken).ConfigureAwait(false);
            if (seen.Count == 0)
            {
                return [];
            }

            List<BsonDocument> chosen = crowd.Choose(seen);
            long until = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false) + request.Lease.Ticks;
            long receipt = Bson.Token();
            queue.NoteDue(until);
            long held = await HoldAsync(documents, chosen, until, receipt, cancellationToken).ConfigureAwait(false);
            if (held < chosen.Count)
            {
                chosen = await WonAsync(documents, chosen, receipt, cancellationToken).ConfigureAwait(false);
            }

            if (chosen.Count > 0)
            {
                await store.Lanes.ServedAsync(chosen, cancellationToken).ConfigureAwait(false);
                return [.. chosen.Select(d => new Delivery(
                    Target(d, isInvocation), d.Long(Field.Place), new Held(receipt, d[Field.Id].AsString, isInvocation)))];
            }
        }
    }

    private static async Task<long> HoldAsync(
        IMongoCollection<BsonDocument> documents, List<BsonDocument> chosen, long until, long receipt, CancellationToken cancellationToken)
    {
        // The place says that it is still the same stay in the queue: it changes with each.
        var ready = new BsonDocument
        {
            { Field.Id, Bson.In(chosen.Select(d => d[Field.Id])) }, { Field.Visible, 0L }, { Field.Place, Bson.In(chosen.Select(d => d[Field.Place])) },
        };
        var hide = new BsonDocument("$set", new BsonDocument { { Field.Visible, until }, { Field.Receipt, receipt } });
        UpdateResult result = await documents.UpdateManyAsync(ready, hide, cancellationToken: cancellationToken).ConfigureAwait(false);
        return result.MatchedCount;
    }

    /// <summary>Those of them that this receive got, while another got the rest.</summary>
    private static async Task<List<BsonDocument>> WonAsync(
        IMongoCollection<BsonDocument> documents, List<BsonDocument> chosen, long receipt, CancellationToken cancellationToken)
    {
        var mine = new BsonDocument { { Field.Id, Bson.In(chosen.Select(d => d[Field.Id])) }, { Field.Receipt, receipt } };
        List<BsonDocument> won = await documents.Matching(mine)
            .Project<BsonDocument>(new BsonDocument(Field.Id, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> keys = [.. won.Select(d => d[Field.Id].AsString)];
        return [.. chosen.Where(d => keys.Contains(d[Field.Id].AsString))];
    }

    private InvocationId Target(BsonDocument document, bool isInvocation) =>
        isInvocation ? store.Keys.Invocation(document[Field.Id]) : new InvocationId(document.Guid(Field.Target));

    private static BsonDocument Ready(BsonDocument entry) => new() { { Field.Id, entry[Field.Id] }, { Field.Visible, 0L } };
}
