using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Acknowledges and releases what was received, each only while the same receive still holds it.</summary>
internal sealed class Receipts(MongoStore store, IMongoCollection<BsonDocument> entries)
{
    /// <summary>Takes an invocation out of the queue, although nobody has claimed it; a sweep will find it.</summary>
    public static BsonDocument TakenOut { get; } = new()
    {
        { "$set", new BsonDocument { { Field.Care, CareOf.Routed }, { Field.CareAt, 0L } } },
        { "$unset", new BsonDocument { { Field.Visible, "" }, { Field.Place, "" }, { Field.Receipt, "" } } },
    };

    private static readonly BsonDocument Show = new()
    {
        { "$set", new BsonDocument(Field.Visible, 0L) }, { "$unset", new BsonDocument(Field.Receipt, "") },
    };

    public async Task AckAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach ((bool isInvocation, BsonDocument held) in Held(deliveries))
        {
            await (isInvocation
                ? (Task)store.Invocations.UpdateManyAsync(held, TakenOut, cancellationToken: cancellationToken)
                : entries.DeleteManyAsync(held, cancellationToken)).ConfigureAwait(false);
        }
    }

    public async Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach ((bool isInvocation, BsonDocument held) in Held(deliveries))
        {
            await (isInvocation ? store.Invocations : entries).UpdateManyAsync(held, Show, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<(bool IsInvocation, BsonDocument Held)> Held(IReadOnlyList<Delivery> deliveries) => deliveries
        .Select(d => d.Token as Held).OfType<Held>()
        .GroupBy(h => (h.Receipt, h.IsInvocation))
        .SelectMany(g => g.Chunk(Batch.MostIds).Select(some => (g.Key.IsInvocation, new BsonDocument
        {
            { Field.Id, Bson.In(some.Select(h => h.Key)) }, { Field.Receipt, g.Key.Receipt },
        })));
}
