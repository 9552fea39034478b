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
        PublishOutcome[] outcomes = [.. records.Select(r => new PublishOutcome(PublishResult.Published, r.Id))];
        long now = await _store.Clock.NowAsync(CancellationToken.None).ConfigureAwait(false);
        long number = await _store.Numbers.TakeAsync(records.Count, CancellationToken.None).ConfigureAwait(false);
        long[] turns = _store.IsColocated
            ? await _store.Lanes.TurnsAsync([.. records.Select(r => (r.Queue.Value, r.Lane))], CancellationToken.None).ConfigureAwait(false)
            : new long[records.Count];
        var portion = new List<(int At, BsonDocument Document)>();
        var written = new List<string>();
        long bytes = 0;
        for (int i = 0; i < records.Count; i++)
        {
            InvocationRecord record = records[i];
            string key = _store.Keys.Of(record.Id);
            BsonValue arguments = await _payloads.PlaceAsync(key, record.Arguments, written, CancellationToken.None).ConfigureAwait(false);
            BsonDocument document = NewDocument(key, record, number + i, turns[i], arguments, now);
            bytes += arguments.IsBsonBinaryData ? record.Arguments.Length : 0;
            if (record.Reservation is null)
            {
                portion.Add((i, document));
            }
            else
            {
                // In their order: a later one may stand for one of the earlier.
                outcomes[i] = await _reserving.PublishAsync(record, document, CancellationToken.None).ConfigureAwait(false);
                await SettlePayloadAsync(arguments, outcomes[i]).ConfigureAwait(false);
            }

            if (portion.Count == Batch.MostIds || bytes >= Batch.MostBytes)
            {
                await InsertAsync(portion, written, outcomes).ConfigureAwait(false);
                (portion, written, bytes) = ([], [], 0);
            }
        }

        await InsertAsync(portion, written, outcomes).ConfigureAwait(false);
        return outcomes;
    }

    private async Task InsertAsync(List<(int At, BsonDocument Document)> portion, List<string> written, PublishOutcome[] outcomes)
    {
        if (portion.Count == 0)
        {
            return;
        }

        if (written.Count > 0)
        {
            FailPoint.Hit(MongoFailPoints.PublishPayloads);
        }

        HashSet<int> existing = await InsertAsync([.. portion.Select(p => p.Document)], CancellationToken.None).ConfigureAwait(false);
        foreach (int i in existing)
        {
            outcomes[portion[i].At] = outcomes[portion[i].At] with { Result = PublishResult.Existing };
        }

        if (written.Count > 0)
        {
            foreach ((int at, BsonDocument document) in portion)
            {
                await SettlePayloadAsync(document[Field.Arguments], outcomes[at]).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Large arguments stay with an invocation that was stored, and go with one that was not.</summary>
    private Task SettlePayloadAsync(BsonValue arguments, PublishOutcome outcome) =>
        !arguments.IsBsonDocument ? Task.CompletedTask
        : outcome.IsPublished ? _payloads.CloseAsync([arguments[Field.Key].AsString], CancellationToken.None)
        : _payloads.RemoveAsync([arguments[Field.Key].AsString], CancellationToken.None);

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

    private BsonDocument NewDocument(string key, InvocationRecord record, long number, long turn, BsonValue arguments, long now)
    {
        BsonDocument document = InvocationDocument.New(key, _store.App.AppId, record, number, arguments);
        if (_store.IsColocated)
        {
            Offer.Into(document, record.NotBefore, number, turn, now, _store);
        }
        else
        {
            document.Add(Field.Care, CareOf.ToBeRouted);
            document.Add(Field.CareAt, Bson.Of(record.NotBefore ?? record.RegisteredAt));
        }

        return document;
    }
}
