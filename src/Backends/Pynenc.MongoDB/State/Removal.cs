using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Removes invocations that have ended, with all that belongs to them.</summary>
/// <remarks>
/// Its own document goes in one step, and with it status, history, result and references. What stands apart is marked as open before and
/// removed after, so that a crash in between leaves nothing that a later sweep does not find.
/// </remarks>
internal sealed class Removal(MongoStore store)
{
    private const int AtOnce = 500;

    private static readonly BsonDocument Fields = new()
    {
        { Field.ReservationKey, 1 }, { Field.HistoryPages, 1 }, { $"{Field.Arguments}.{Field.Key}", 1 }, { $"{Field.Payload}.{Field.Key}", 1 },
    };

    private static readonly BsonArray Final = [.. StatusMachine.Final.Select(s => (int)s)];

    private readonly Payloads _payloads = new(store);
    private readonly Reserving _reserving = new(store);

    /// <summary>Removes those that ended first.</summary>
    public async Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        await new Rates(store).RemoveOverAsync(cancellationToken).ConfigureAwait(false);
        int removed = 0;
        while (removed < request.Limit)
        {
            BsonDocument ended = store.Mine();
            ended.Add(Field.EndedAt, new BsonDocument { { "$gte", 0L }, { "$lt", request.EndedBefore.UtcTicks } });
            ended.Add(Field.Status, Bson.In(request.Statuses.Select(s => (BsonValue)(int)s)));
            List<BsonDocument> found = await store.Invocations.Matching(ended)
                .Sort(new BsonDocument(Field.EndedAt, 1)).Limit(Math.Min(AtOnce, request.Limit - removed))
                .Project<BsonDocument>(Fields).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (found.Count == 0)
            {
                break;
            }

            removed += await RemoveAsync(found, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>Removes the named ones that have ended.</summary>
    public async Task<int> DeleteAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (InvocationId[] some in ids.Distinct().Chunk(AtOnce))
        {
            var ended = new BsonDocument { { Field.Id, Bson.In(some.Select(store.Keys.Of)) }, { Field.Status, new BsonDocument("$in", Final) } };
            List<BsonDocument> found = await store.Invocations.Matching(ended).Project<BsonDocument>(Fields).ToListAsync(cancellationToken).ConfigureAwait(false);
            removed += found.Count == 0 ? 0 : await RemoveAsync(found, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private async Task<int> RemoveAsync(List<BsonDocument> found, CancellationToken cancellationToken)
    {
        string[] apart = [.. found.SelectMany(d => new[] { Field.Arguments, Field.Payload }
            .Select(f => d.GetValue(f, BsonNull.Value)).Where(v => v.IsBsonDocument).Select(v => v.AsBsonDocument.TextOrNull(Field.Key)).OfType<string>())];
        BsonValue[] pages = [.. found.Where(d => d.Contains(Field.HistoryPages)).SelectMany(d => d[Field.HistoryPages].AsBsonArray)];
        BsonDocument these = Bson.In(found.Select(d => d[Field.Id]));

        // First, because a key that still carries its holder would bring it back.
        await _reserving.RemoveAsync(found, cancellationToken).ConfigureAwait(false);
        await _payloads.OpenAsync(apart, cancellationToken).ConfigureAwait(false);
        DeleteResult deleted = await store.Invocations.DeleteManyAsync(new BsonDocument(Field.Id, these), cancellationToken).ConfigureAwait(false);
        await _payloads.RemoveAsync(apart, cancellationToken).ConfigureAwait(false);
        if (pages.Length > 0)
        {
            await store.Collection(CollectionNames.History).DeleteManyAsync(new BsonDocument(Field.Id, Bson.In(pages)), cancellationToken).ConfigureAwait(false);
        }

        await store.Collection(CollectionNames.Waits).DeleteManyAsync(new BsonDocument(Field.Target, these), cancellationToken).ConfigureAwait(false);
        return (int)deleted.DeletedCount;
    }
}
