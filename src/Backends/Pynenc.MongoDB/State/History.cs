using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Histories that grew long: the older rows stand in documents of their own, so that no invocation outgrows its document.</summary>
/// <remarks>
/// The rows are copied first, and in a second write removed from the invocation, which names the copy from then on. A copy has an id that
/// follows from what it holds, so that nobody overwrites another's; one that is never named is never read.
/// </remarks>
internal sealed class History(MongoStore store)
{
    /// <summary>How many bytes of rows an invocation may have before its older ones are moved.</summary>
    public const int MostBytes = 128 * 1024;

    /// <summary>How many rows stay: enough to recognise a request that was applied before.</summary>
    private const int Kept = 64;

    private static readonly BsonDocument Fields = new()
    {
        { Field.History, 1 }, { Field.HistoryMoved, 1 }, { Field.HistoryMovedClaims, 1 }, { Field.HistoryPages, 1 },
    };

    private readonly IMongoCollection<BsonDocument> _pages = store.Collection(CollectionNames.History);

    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(InvocationId id, CancellationToken cancellationToken)
    {
        string key = store.Keys.Of(id);
        BsonDocument? invocation = await store.Invocations.WithReadConcern(store.Certain).Matching(new BsonDocument(Field.Id, key))
            .Project<BsonDocument>(Fields).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (invocation is null)
        {
            return [];
        }

        int moved = (int)(invocation.LongOrNull(Field.HistoryMoved) ?? 0);
        var entries = new List<HistoryEntry>();
        if (moved > 0)
        {
            List<BsonDocument> pages = await _pages.WithReadConcern(store.Certain)
                .Matching(new BsonDocument(Field.Id, new BsonDocument("$in", invocation[Field.HistoryPages])))
                .Sort(new BsonDocument(Field.First, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (BsonDocument page in pages)
            {
                entries.AddRange(HistoryRow.Entries(page[Field.Rows].AsBsonArray, page.Int(Field.First) - 1, page.Long(Field.ClaimsBefore)));
            }
        }

        entries.AddRange(HistoryRow.Entries(
            invocation[Field.History].AsBsonArray, moved, invocation.LongOrNull(Field.HistoryMovedClaims) ?? 0));
        return entries;
    }

    /// <summary>Moves the older rows of an invocation out of it, if it is still as it was read.</summary>
    public async Task MoveAsync(BsonDocument invocation, CancellationToken cancellationToken)
    {
        BsonArray rows = invocation[Field.History].AsBsonArray;
        int moved = (int)(invocation.LongOrNull(Field.HistoryMoved) ?? 0);
        long claims = invocation.LongOrNull(Field.HistoryMovedClaims) ?? 0;
        int count = Math.Max(rows.Count - Kept, rows.Count / 2);
        if (count == 0)
        {
            return;
        }

        var leaving = new BsonArray(rows.Take(count));
        string key = invocation[Field.Id].AsString;
        var page = new BsonDocument
        {
            { Field.Id, $"{key}/{moved + 1}-{moved + count}" }, { Field.App, store.App.AppId.Value }, { Field.Target, key },
            { Field.First, moved + 1 }, { Field.ClaimsBefore, claims }, { Field.Rows, leaving },
        };
        await _pages.ReplaceOneAsync(
            new BsonDocument(Field.Id, page[Field.Id]), page, new ReplaceOptions { IsUpsert = true }, cancellationToken).ConfigureAwait(false);

        var staying = new BsonArray(rows.Skip(count));
        var set = new BsonDocument
        {
            { Field.History, staying },
            { Field.HistoryBytes, staying.Sum(Size) },
            { Field.HistoryMoved, moved + count },
            { Field.HistoryMovedClaims, claims + leaving.Count(r => HistoryRow.Status(r) == InvocationStatus.Pending) },
        };
        var asRead = new BsonDocument { { Field.Id, key }, { Field.Token, invocation[Field.Token] }, { Field.Sequence, invocation[Field.Sequence] } };
        var move = new BsonDocument { { "$set", set }, { "$push", new BsonDocument(Field.HistoryPages, page[Field.Id]) } };
        await store.Invocations.UpdateOneAsync(asRead, move, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static int Size(BsonValue row) =>
        HistoryRow.PlainBytes + (row.AsBsonDocument.TextOrNull(Field.RowReason) is { } reason ? System.Text.Encoding.UTF8.GetByteCount(reason) : 0);
}
