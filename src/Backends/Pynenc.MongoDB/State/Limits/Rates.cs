using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The latest grants of rates: one document per key, changed only by who has read its latest version.</summary>
/// <remarks>A grant is written before its invocation is let go. A crash in between costs one grant, and nobody goes too early.</remarks>
internal sealed class Rates(MongoStore store)
{
    private readonly IMongoCollection<BsonDocument> _rates = store.Collection(CollectionNames.Rates);

    /// <summary>When the next is let go, and by which version of the key.</summary>
    public async Task<(long Next, long Version)> NextAsync(RateLimit rate, long now, CancellationToken cancellationToken)
    {
        BsonDocument? known = await _rates.Matching(new BsonDocument(Field.Id, store.Keys.Of(rate.Key))).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            return (now, 0);
        }

        BsonArray grants = known[Field.Grants].AsBsonArray;
        long next = grants.Count >= rate.Limit ? grants[grants.Count - rate.Limit].ToInt64() + rate.Period.Ticks : now;
        return (Math.Max(next, now), known.Long(Field.Version));
    }

    /// <summary>Records a grant.</summary>
    /// <returns>False when somebody else was given one since the version was read.</returns>
    public async Task<bool> GrantAsync(RateLimit rate, long grant, long version, CancellationToken cancellationToken)
    {
        var key = new BsonDocument { { Field.Id, store.Keys.Of(rate.Key) }, { Field.Version, version } };
        var update = new BsonDocument
        {
            { "$push", new BsonDocument(Field.Grants, new BsonDocument { { "$each", new BsonArray { grant } }, { "$slice", -rate.Limit } }) },
            { "$inc", new BsonDocument(Field.Version, 1L) },
            { "$max", new BsonDocument(Field.OverAt, grant + rate.Period.Ticks) },
        };
        if (version > 0)
        {
            return (await _rates.UpdateOneAsync(key, update, cancellationToken: cancellationToken).ConfigureAwait(false)).MatchedCount == 1;
        }

        try
        {
            await _rates.InsertOneAsync(
                new BsonDocument
                {
                    { Field.Id, store.Keys.Of(rate.Key) }, { Field.App, store.App.AppId.Value }, { Field.Version, 1L },
                    { Field.Grants, new BsonArray { grant } }, { Field.OverAt, grant + rate.Period.Ticks },
                },
                options: null,
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MongoWriteException met) when (met.WriteError?.Code == MongoErrors.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>Forgets the keys that hold nobody back any more.</summary>
    public async Task RemoveOverAsync(CancellationToken cancellationToken)
    {
        BsonDocument over = store.Mine();
        over.Add(Field.OverAt, new BsonDocument("$lte", await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false)));
        await _rates.DeleteManyAsync(over, cancellationToken).ConfigureAwait(false);
    }
}
