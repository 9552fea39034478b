using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>The numbers that put invocations and queue entries in order; a block is taken for each batch, so that order is that of the server.</summary>
internal sealed class Numbers(IMongoCollection<BsonDocument> counters, IMongoCollection<BsonDocument> invocations, AppId app)
{
    /// <summary>How far a counter that was lost begins beyond what is there, because places of the queue are not looked for.</summary>
    private const long Gap = 1L << 40;

    private static readonly FindOneAndUpdateOptions<BsonDocument> After = new() { ReturnDocument = ReturnDocument.After };

    private readonly BsonDocument _mine = new(Field.Id, app.Value);

    /// <summary>Makes the counter, if it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (await counters.Matching(_mine).AnyAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        BsonDocument? last = await invocations.Matching(new BsonDocument(Field.App, app.Value))
            .Sort(new BsonDocument(Field.Number, -1)).Project<BsonDocument>(new BsonDocument(Field.Number, 1))
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        long start = last is null ? 0 : last.Long(Field.Number) + Gap;
        try
        {
            await counters.UpdateOneAsync(
                _mine,
                new BsonDocument("$setOnInsert", new BsonDocument(Field.Number, start)),
                new UpdateOptions { IsUpsert = true },
                cancellationToken).ConfigureAwait(false);
        }
        catch (MongoWriteException met) when (met.WriteError?.Code == MongoErrors.DuplicateKey)
        {
            // Another process has just made it.
        }
    }

    /// <summary>Takes so many numbers.</summary>
    /// <returns>The first of them.</returns>
    public async Task<long> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var add = new BsonDocument("$inc", new BsonDocument(Field.Number, (long)count));
        BsonDocument? counter;
        while ((counter = await counters.FindOneAndUpdateAsync(_mine, add, After, cancellationToken).ConfigureAwait(false)) is null)
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        return counter.Long(Field.Number) - count + 1;
    }
}
