using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.MongoDB;

internal sealed partial class MongoInvocationStore
{
    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };

    protected override async ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        IReadOnlyList<PublishOutcome> outcomes = await _store.RunAsync<IReadOnlyList<PublishOutcome>>(
            async token => await _publishing.WriteAsync(records, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (_store.IsColocated && outcomes.Any(o => o.IsPublished))
        {
            _store.Work.Pulse();
            _store.Signals.Ring();
        }

        return outcomes;
    }

    /// <summary>Not cancellable: several callers wait for it.</summary>
    private async Task<PublishOutcome[]> StoreAsync(IReadOnlyList<InvocationRecord> records)
    {
        CancellationToken cancellationToken = CancellationToken.None;
        PublishOutcome[] outcomes = [.. records.Select(r => new PublishOutcome(PublishResult.Published, r.Id))];
        long now = await _store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        long number = await _store.Numbers.TakeAsync(records.Count, cancellationToken).ConfigureAwait(false);
        for (int from = 0; from < records.Count;)
        {
            var documents = new List<BsonDocument>();
            var written = new List<string>();
            long bytes = 0;
            for (; from + documents.Count < records.Count && documents.Count < Batch.MostIds && bytes < Batch.MostBytes; number++)
            {
                InvocationRecord record = records[from + documents.Count];
                string key = _store.Keys.Of(record.Id);
                BsonValue arguments = await _payloads.PlaceAsync(key, record.Arguments, written, cancellationToken).ConfigureAwait(false);
                documents.Add(NewDocument(key, record, number, arguments, now));
                bytes += arguments.IsBsonBinaryData ? record.Arguments.Length : 0;
            }

            if (written.Count > 0)
            {
                FailPoint.Hit(MongoFailPoints.PublishPayloads);
            }

            HashSet<int> existing = await InsertAsync(documents, cancellationToken).ConfigureAwait(false);
            foreach (int i in existing)
            {
                outcomes[from + i] = outcomes[from + i] with { Result = PublishResult.Existing };
            }

            await SettlePayloadsAsync(documents, existing, written, cancellationToken).ConfigureAwait(false);
            from += documents.Count;
        }

        return outcomes;
    }

    /// <summary>Inserts what is new.</summary>
    /// <returns>The places of those whose id is known already.</returns>
    private async Task<HashSet<int>> InsertAsync(List<BsonDocument> documents, CancellationToken cancellationToken)
    {
        try
        {
            await _store.Invocations.InsertManyAsync(documents, Unordered, cancellationToken).ConfigureAwait(false);
            return [];
        }
        catch (MongoBulkWriteException<BsonDocument> met) when (met.WriteConcernError is null && met.WriteErrors.All(e => e.Code == MongoErrors.DuplicateKey))
        {
            return [.. met.WriteErrors.Select(e => e.Index)];
        }
    }

    private async Task SettlePayloadsAsync(List<BsonDocument> documents, HashSet<int> existing, List<string> written, CancellationToken cancellationToken)
    {
        if (written.Count == 0)
        {
            return;
        }

        HashSet<string> unused = [.. existing.Select(i => documents[i][Field.Arguments]).Where(a => a.IsBsonDocument).Select(a => a[Field.Key].AsString)];
        await _payloads.CloseAsync([.. written.Where(w => !unused.Contains(w))], cancellationToken).ConfigureAwait(false);
        await _payloads.RemoveAsync(unused, cancellationToken).ConfigureAwait(false);
    }

    private BsonDocument NewDocument(string key, InvocationRecord record, long number, BsonValue arguments, long now)
    {
        BsonDocument document = InvocationDocument.New(key, _store.App.AppId, record, number, arguments);
        if (_store.IsColocated)
        {
            Offer.Into(document, record.NotBefore, number, now, _store);
        }
        else
        {
            document.Add(Field.Care, CareOf.ToBeRouted);
            document.Add(Field.CareAt, Bson.Of(record.NotBefore ?? record.RegisteredAt));
        }

        return document;
    }
}
