using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>An application that changed its broker: what waits gets a place in this database's queue, or a mark for another's.</summary>
internal sealed class Adoption(MongoStore store)
{
    private static readonly BsonDocument Fields = new()
    {
        { Field.Number, 1 }, { Field.NotBefore, 1 }, { Field.ChangedAt, 1 }, { Field.Token, 1 },
    };

    /// <returns>How many invocations changed.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        long adopted = 0;
        while (true)
        {
            List<BsonDocument> some = await store.Invocations.Matching(Others()).Sort(new BsonDocument(Field.Number, 1)).Limit(Batch.MostWrites)
                .Project<BsonDocument>(Fields).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (some.Count == 0)
            {
                return adopted;
            }

            IEnumerable<UpdateOneModel<BsonDocument>> writes = store.IsColocated
                ? await IntoQueueAsync(some, cancellationToken).ConfigureAwait(false)
                : some.Select(d => Write(d, OutOfQueue(d)));
            await store.Invocations.BulkWriteAsync(writes, Batch.Unordered, cancellationToken).ConfigureAwait(false);
            adopted += some.Count;
        }
    }

    /// <summary>Those that stand where this application does not look.</summary>
    private BsonDocument Others()
    {
        BsonDocument others = store.Mine();
        if (store.IsColocated)
        {
            others.Add(Field.Care, new BsonDocument { { "$gte", CareOf.ToBeRouted }, { "$lte", CareOf.Routed } });
        }
        else
        {
            others.Add(Field.Visible, new BsonDocument("$gte", 0L));
        }

        return others;
    }

    private async Task<IEnumerable<UpdateOneModel<BsonDocument>>> IntoQueueAsync(List<BsonDocument> some, CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        long place = await store.Numbers.TakeAsync(some.Count, cancellationToken).ConfigureAwait(false);
        return [.. some.Select(d =>
        {
            var set = new BsonDocument();
            Offer.Into(set, d.TimeOrNull(Field.NotBefore), place++, turn: 0, now, store);
            return Write(d, new BsonDocument { { "$set", set }, { "$unset", new BsonDocument { { Field.Care, "" }, { Field.CareAt, "" } } } });
        })];
    }

    private static BsonDocument OutOfQueue(BsonDocument document) => new()
    {
        { "$set", new BsonDocument { { Field.Care, CareOf.ToBeRouted }, { Field.CareAt, document.GetValue(Field.NotBefore, document[Field.ChangedAt]) } } },
        { "$unset", new BsonDocument { { Field.Visible, "" }, { Field.Place, "" }, { Field.Receipt, "" } } },
    };

    private static UpdateOneModel<BsonDocument> Write(BsonDocument read, BsonDocument update) => new(TransitionWrite.AsRead(read), update);
}
