using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Removes all of one application, in steps that can be cut short and repeated.</summary>
internal static class Purge
{
    private const int AtOnce = 5000;

    private static readonly string[] Collections =
    [
        CollectionNames.Invocations, CollectionNames.History, CollectionNames.Payloads, CollectionNames.Waits,
        CollectionNames.Slots, CollectionNames.Rates, CollectionNames.Reservations, CollectionNames.Contents, CollectionNames.ContentChunks,
    ];

    /// <summary>Removes what was stored; runners that live go on.</summary>
    public static async Task RunAsync(MongoStore store, CancellationToken cancellationToken)
    {
        foreach (string name in Collections)
        {
            await RemoveAsync(store.Collection(name), store.Mine(), cancellationToken).ConfigureAwait(false);
        }

        await store.Lanes.PurgeAsync(cancellationToken).ConfigureAwait(false);
        store.Limited.Clear();
        BsonDocument dead = store.Mine();
        dead.Add(Field.LeaseUntil, new BsonDocument("$lte", await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false)));
        await store.Collection(CollectionNames.Runners).DeleteManyAsync(dead, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes documents in portions, so that no command takes long, however many there are.</summary>
    public static async Task RemoveAsync(IMongoCollection<BsonDocument> documents, BsonDocument filter, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<BsonDocument> some = await documents.Matching(filter).Limit(AtOnce)
                .Project<BsonDocument>(new BsonDocument(Field.Id, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (some.Count == 0)
            {
                return;
            }

            await documents.DeleteManyAsync(new BsonDocument(Field.Id, Bson.In(some.Select(d => d[Field.Id]))), cancellationToken).ConfigureAwait(false);
        }
    }
}
