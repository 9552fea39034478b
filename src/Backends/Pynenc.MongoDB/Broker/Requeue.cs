using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Routes of a co-located queue: an invocation that waits to be run, and was taken out of the queue by hand, gets its place back.</summary>
internal sealed class Requeue(MongoStore store)
{
    private static readonly BsonDocument Fields = new() { { Field.Status, 1 }, { Field.Visible, 1 }, { Field.Token, 1 } };

    /// <returns>The routes of ids that are no invocations of this store.</returns>
    public async Task<IReadOnlyList<Route>> RunAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, BsonDocument>();
        foreach (Route[] some in routes.Chunk(Batch.MostIds))
        {
            foreach (BsonDocument found in await store.Invocations
                .Matching(new BsonDocument(Field.Id, Bson.In(some.Select(r => store.Keys.Of(r.Id)))))
                .Project<BsonDocument>(Fields).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                known[found[Field.Id].AsString] = found;
            }
        }

        if (known.Count == 0)
        {
            return routes;
        }

        Route[] lost = [.. routes
            .Where(r => known.TryGetValue(store.Keys.Of(r.Id), out BsonDocument? it) && it.Status().IsAvailable() && !it.Contains(Field.Visible))
            .DistinctBy(r => r.Id)];
        if (lost.Length > 0)
        {
            await GivePlacesAsync(lost, known, cancellationToken).ConfigureAwait(false);
        }

        // The others are in the queue already, or not to be run.
        return [.. routes.Where(r => !known.ContainsKey(store.Keys.Of(r.Id)))];
    }

    private async Task GivePlacesAsync(Route[] lost, Dictionary<string, BsonDocument> known, CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        long place = await store.Numbers.TakeAsync(lost.Length, cancellationToken).ConfigureAwait(false);
        var writes = new List<WriteModel<BsonDocument>>();
        foreach (Route route in lost)
        {
            string key = store.Keys.Of(route.Id);
            long visible = route.NotBefore is { } due && due.UtcTicks > now ? due.UtcTicks : 0;
            if (visible > 0)
            {
                store.InvocationQueue.NoteDue(visible);
            }

            writes.Add(new UpdateOneModel<BsonDocument>(
                new BsonDocument { { Field.Id, key }, { Field.Token, known[key][Field.Token] }, { Field.Visible, new BsonDocument("$exists", false) } },
                new BsonDocument
                {
                    { "$set", new BsonDocument { { Field.Visible, visible }, { Field.Place, place++ }, { Field.Turn, 0L } } },
                    { "$unset", new BsonDocument { { Field.Care, "" }, { Field.CareAt, "" } } },
                }));
        }

        foreach (WriteModel<BsonDocument>[] some in writes.Chunk(Batch.MostWrites))
        {
            await store.Invocations.BulkWriteAsync(some, Batch.Unordered, cancellationToken).ConfigureAwait(false);
        }
    }
}
