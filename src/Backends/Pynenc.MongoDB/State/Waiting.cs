using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.MongoDB;

/// <summary>One wait.</summary>
/// <remarks>
/// Edges stand in documents of their own, and count once the waiter names them, in the write that pauses it. To begin with they are an
/// intent: whoever looks for a cycle meanwhile takes them as if they counted. Of two waits that would close a cycle together the one that
/// wrote its intent second sees the other's, so at least one of them is refused. An intent counts for a short time, and while the waiter is
/// as it was read; the pause is written on the same conditions.
/// </remarks>
internal sealed class Waiting(MongoStore store, WaitRequest request)
{
    /// <summary>How long an intent counts, and within which part of that its waiter must be paused.</summary>
    public static readonly TimeSpan IntentLife = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Hurry = IntentLife / 2;

    /// <summary>Waited ids in one document.</summary>
    private const int MostOfDocument = 20_000;

    private static readonly BsonDocument WaiterFields = new()
    {
        { Field.Status, 1 }, { Field.Owner, 1 }, { Field.Epoch, 1 }, { Field.Waits, 1 }, { Field.Token, 1 },
    };

    private readonly IMongoCollection<BsonDocument> _waits = store.Collection(CollectionNames.Waits);
    private readonly string _key = store.Keys.Of(request.Waiter);
    private readonly InvocationId[] _waited = [.. request.Waited.Distinct()];

    public async Task<WaitOutcome> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadWaiterAsync(cancellationToken).ConfigureAwait(false) is not { } waiter)
            {
                return WaitOutcome.FenceLost;
            }

            InvocationId[] settled = await SettledAsync(cancellationToken).ConfigureAwait(false);
            if (settled.Length > 0)
            {
                return new WaitOutcome(WaitResult.AlreadySettled, settled, []);
            }

            long token = Bson.Token();
            long start = TimeProvider.System.GetTimestamp();
            await WriteIntentAsync(token, waiter, cancellationToken).ConfigureAwait(false);
            FailPoint.Hit(MongoFailPoints.WaitEdges);
            WaitOutcome? outcome = await PauseAsync(waiter, token, start, cancellationToken).ConfigureAwait(false);
            await TidyAsync(token, outcome, cancellationToken).ConfigureAwait(false);
            if (outcome is not null)
            {
                return outcome;
            }
        }
    }

    /// <returns>The waiter, or <see langword="null"/> when it is not the caller's to pause.</returns>
    private async Task<BsonDocument?> ReadWaiterAsync(CancellationToken cancellationToken)
    {
        BsonDocument? waiter = await store.Invocations.Matching(new BsonDocument(Field.Id, _key))
            .Project<BsonDocument>(WaiterFields).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (waiter is null || InvocationDocument.Fence(waiter) != request.Fence)
        {
            return null;
        }

        return waiter.Status() == InvocationStatus.Paused || waiter.Status().CanMoveTo(InvocationStatus.Paused) ? waiter : null;
    }

    private async Task<InvocationId[]> SettledAsync(CancellationToken cancellationToken)
    {
        // What is unknown will never settle; told as settled, the engine looks and reports that it does not exist.
        var open = new HashSet<InvocationId>();
        foreach (InvocationId[] some in _waited.Chunk(Batch.MostIds))
        {
            List<BsonDocument> found = await store.Invocations
                .Matching(new BsonDocument(Field.Id, Bson.In(some.Select(store.Keys.Of))))
                .Project<BsonDocument>(new BsonDocument(Field.Status, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
            open.UnionWith(found.Where(d => !d.Status().IsSettled()).Select(d => store.Keys.Invocation(d[Field.Id])));
        }

        return [.. _waited.Where(id => !open.Contains(id))];
    }

    private async Task WriteIntentAsync(long token, BsonDocument waiter, CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);

        // One document at least: it also brings the edges of earlier waits to life again.
        IEnumerable<InvocationId[]> portions = _waited.Length == 0 ? [[]] : _waited.Chunk(MostOfDocument);
        BsonDocument[] edges = [.. portions.Select((some, i) => new BsonDocument
        {
            { Field.Id, Keys.Part(_key, $"{token:x}", i) },
            { Field.App, store.App.AppId.Value },
            { Field.Target, _key },
            { Field.Token, token },
            { Field.AsRead, waiter[Field.Token] },
            { Field.At, now },
            { Field.All, request.KeepEarlier },
            { Field.Waited, new BsonArray(some.Select(id => Bson.Of(id.Value))) },
        })];
        await _waits.InsertManyAsync(edges, options: null, cancellationToken).ConfigureAwait(false);
    }

    /// <returns><see langword="null"/> when the waiter changed meanwhile, or it took too long.</returns>
    private async Task<WaitOutcome?> PauseAsync(BsonDocument waiter, long token, long start, CancellationToken cancellationToken)
    {
        var cycle = new WaitCycle(store, request.Waiter);
        bool withEarlier = request.KeepEarlier && waiter.Contains(Field.Waits);
        if (await cycle.FindAsync(_waited, withEarlier ? waiter : null, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return new WaitOutcome(WaitResult.Cycle, [], found);
        }

        if (TimeProvider.System.GetElapsedTime(start) > Hurry)
        {
            return null;
        }

        UpdateResult result = await store.Invocations.UpdateOneAsync(
            TransitionWrite.AsRead(waiter), Update(waiter, token), cancellationToken: cancellationToken).ConfigureAwait(false);
        return result.MatchedCount == 1 ? WaitOutcome.Paused : null;
    }

    /// <summary>Removes what counts no more: the intent of a wait that was refused, the edges that another wait has replaced.</summary>
    private async Task TidyAsync(long token, WaitOutcome? outcome, CancellationToken cancellationToken)
    {
        bool isPaused = outcome?.Result == WaitResult.Paused;
        if (!isPaused || !request.KeepEarlier)
        {
            BsonValue which = isPaused ? new BsonDocument("$ne", token) : token;
            await _waits.DeleteManyAsync(new BsonDocument { { Field.Target, _key }, { Field.Token, which } }, cancellationToken).ConfigureAwait(false);
        }
    }

    private BsonDocument Update(BsonDocument waiter, long token)
    {
        var set = new BsonDocument(Field.Token, Bson.Token());
        var update = new BsonDocument("$set", set);
        var push = new BsonDocument();
        if (request.KeepEarlier)
        {
            push.Add(Field.Waits, token);
        }
        else
        {
            set.Add(Field.Waits, new BsonArray { token });
        }

        if (waiter.Status() != InvocationStatus.Paused)
        {
            var step = new StatusStep(InvocationStatus.Paused, request.At);
            set.Add(Field.Status, (int)InvocationStatus.Paused);
            set.Add(Field.ChangedAt, Bson.Of(request.At));
            push.Add(Field.History, HistoryRow.Of(step, request.Fence.Owner));
            update.Add("$unset", new BsonDocument(Field.Reason, ""));
            update.Add("$inc", new BsonDocument { { Field.Sequence, 1 }, { Field.HistoryBytes, HistoryRow.Bytes(step) } });
        }

        if (push.ElementCount > 0)
        {
            update.Add("$push", push);
        }

        return update;
    }
}
