using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>The turns by which the lanes of a queue are served: who was served less comes first.</summary>
/// <remarks>
/// A queue has a turn of its own, that of the last entry received. A lane goes on one turn after its last entry, or at the turn of the queue
/// when that is later, so that it saves up nothing. Turns are a matter of fairness, not of truth: what is lost or doubled costs order only.
/// </remarks>
internal sealed class Lanes(MongoStore store)
{
    private readonly IMongoCollection<BsonDocument> _lanes = store.Collection(CollectionNames.Lanes);

    /// <summary>The turns of queues as far as this process has seen them; empty while nobody uses lanes.</summary>
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _seen = new();

    /// <summary>The turns of entries, in order.</summary>
    public async Task<long[]> TurnsAsync(IReadOnlyList<(string Queue, string? Lane)> entries, CancellationToken cancellationToken)
    {
        long[] turns = new long[entries.Count];
        if (entries.All(e => e.Lane is null))
        {
            for (int i = 0; i < turns.Length && !_seen.IsEmpty; i++)
            {
                turns[i] = _seen.GetValueOrDefault(entries[i].Queue);
            }

            return turns;
        }

        foreach (IGrouping<string, int> ofQueue in Enumerable.Range(0, turns.Length).GroupBy(i => entries[i].Queue))
        {
            long present = await PresentAsync(ofQueue.Key, cancellationToken).ConfigureAwait(false);
            foreach (IGrouping<string?, int> ofLane in ofQueue.GroupBy(i => entries[i].Lane))
            {
                int[] own = [.. ofLane];
                long turn = ofLane.Key is { } lane ? await AdvanceAsync(ofQueue.Key, lane, present, own.Length, cancellationToken).ConfigureAwait(false) : present;
                foreach (int i in own)
                {
                    turns[i] = turn;
                    turn += ofLane.Key is null ? 0 : 1;
                }
            }
        }

        return turns;
    }

    /// <summary>Entries were received: the turn of their queues goes on.</summary>
    public async Task ServedAsync(IEnumerable<BsonDocument> entries, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, BsonDocument> ofQueue in entries.Where(e => (e.LongOrNull(Field.Turn) ?? 0) > 0).GroupBy(e => e[Field.Queue].AsString))
        {
            long turn = ofQueue.Max(e => e.Long(Field.Turn));
            if (_seen.GetValueOrDefault(ofQueue.Key) < turn)
            {
                _seen[ofQueue.Key] = turn;
                await WriteAsync(store.Keys.Of(ofQueue.Key), new BsonDocument("$max", new BsonDocument(Field.Last, turn)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        _seen.Clear();
        await Purge.RemoveAsync(_lanes, store.Mine(), cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> PresentAsync(string queue, CancellationToken cancellationToken)
    {
        BsonDocument? found = await _lanes.Matching(new BsonDocument(Field.Id, store.Keys.Of(queue))).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        long present = found?.LongOrNull(Field.Last) ?? 0;
        _seen[queue] = present;
        return present;
    }

    /// <returns>The turn of the first of them.</returns>
    private async Task<long> AdvanceAsync(string queue, string lane, long present, int count, CancellationToken cancellationToken)
    {
        string key = $"{store.Keys.Of(queue)}/{lane}";
        await WriteAsync(key, new BsonDocument("$max", new BsonDocument(Field.Last, present - 1)), cancellationToken).ConfigureAwait(false);
        BsonDocument after = await _lanes.FindOneAndUpdateAsync<BsonDocument>(
            new BsonDocument(Field.Id, key),
            new BsonDocument("$inc", new BsonDocument(Field.Last, (long)count)),
            new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After },
            cancellationToken).ConfigureAwait(false);
        return after.Long(Field.Last) - count + 1;
    }

    private async Task WriteAsync(string key, BsonDocument update, CancellationToken cancellationToken)
    {
        update.Add("$set", new BsonDocument
        {
            { Field.App, store.App.AppId.Value }, { Field.At, new BsonDateTime(TimeProvider.System.GetUtcNow().UtcDateTime) },
        });
        await _lanes.UpdateOneAsync(new BsonDocument(Field.Id, key), update, new UpdateOptions { IsUpsert = true }, cancellationToken).ConfigureAwait(false);
    }
}
