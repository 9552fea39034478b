using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Removes what a crash between two writes left behind, and what nobody refers to any more. Now and then, a little at a time.</summary>
internal sealed class Leftovers(MongoStore store)
{
    private const int AtOnce = 500;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Longer than any step may take.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private readonly Payloads _payloads = new(store);
    private readonly IMongoCollection<BsonDocument> _waits = store.Collection(CollectionNames.Waits);
    private long _sweptAt;

    /// <summary>Sweeps when it has not for a while. Never throws: whoever comes next sweeps again.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        long swept = Interlocked.Read(ref _sweptAt);
        if ((swept != 0 && store.App.Time.GetElapsedTime(swept) < Every) ||
            Interlocked.CompareExchange(ref _sweptAt, store.App.Time.GetTimestamp(), swept) != swept)
        {
            return;
        }

        try
        {
            long removed = await store.RunAsync(SweepOnceAsync, cancellationToken).ConfigureAwait(false);
            if (removed > 0)
            {
                store.Logger.LeftoversRemoved(removed);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            store.Logger.LeftoversFailed(error);
        }
    }

    private async Task<long> SweepOnceAsync(CancellationToken cancellationToken)
    {
        long old = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false) - Age.Ticks;
        return await _payloads.SettleOpenAsync(old, AtOnce, cancellationToken).ConfigureAwait(false)
            + await RemoveWaitsAsync(old, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Edges whose waiter does not name them are over. The others are looked at again after as long a time.</summary>
    private async Task<long> RemoveWaitsAsync(long old, CancellationToken cancellationToken)
    {
        BsonDocument aged = store.Mine();
        aged.Add(Field.At, new BsonDocument("$lt", old));
        List<BsonDocument> edges = await _waits.Matching(aged).Sort(new BsonDocument(Field.At, 1)).Limit(AtOnce)
            .Project<BsonDocument>(new BsonDocument { { Field.Target, 1 }, { Field.Token, 1 } }).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (edges.Count == 0)
        {
            return 0;
        }

        List<BsonDocument> waiters = await store.Invocations
            .Matching(new BsonDocument(Field.Id, Bson.In(edges.Select(e => e[Field.Target]).Distinct())))
            .Project<BsonDocument>(new BsonDocument(Field.Waits, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
        HashSet<long> named = [.. waiters.Where(w => w.Contains(Field.Waits)).SelectMany(w => w[Field.Waits].AsBsonArray).Select(t => t.ToInt64())];
        BsonDocument[] over = [.. edges.Where(e => !named.Contains(e.Long(Field.Token)))];
        await _waits.DeleteManyAsync(new BsonDocument(Field.Id, Bson.In(over.Select(e => e[Field.Id]))), cancellationToken).ConfigureAwait(false);
        await _waits.UpdateManyAsync(
            new BsonDocument(Field.Id, Bson.In(edges.Except(over).Select(e => e[Field.Id]))),
            new BsonDocument("$set", new BsonDocument(Field.At, old + Age.Ticks)),
            cancellationToken: cancellationToken).ConfigureAwait(false);
        return over.Length;
    }
}
