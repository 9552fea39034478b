using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.MongoDB;

/// <summary>Publishes invocations that reserve a key.</summary>
/// <remarks>
/// <para>A document per key names the holder. Whether the holder still holds it follows from the holder's own document, so that letting go
/// needs no write: its status, its epoch and its end say it in the very step that changes them.</para>
/// <para>The key is written first, with the whole of the new invocation in it; then the invocation is inserted, and removed from the key. Who
/// finds a key whose holder is not there yet inserts it, so a publisher that dies in between holds nobody up.</para>
/// </remarks>
internal sealed class Reserving(MongoStore store)
{
    private static readonly BsonDocument HolderFields = new()
    {
        { Field.Status, 1 }, { Field.Epoch, 1 }, { Field.ChangedAt, 1 },
        { Field.ReservationKey, 1 }, { Field.ReservationEnd, 1 }, { Field.ReservationKeepFor, 1 },
    };

    private readonly IMongoCollection<BsonDocument> _reservations = store.Collection(CollectionNames.Reservations);

    /// <summary>Publishes one, unless it is known, or another holds its key.</summary>
    public async Task<PublishOutcome> PublishAsync(InvocationRecord record, BsonDocument document, CancellationToken cancellationToken)
    {
        if (await HolderAsync(document[Field.Id], cancellationToken).ConfigureAwait(false) is not null)
        {
            return new PublishOutcome(PublishResult.Existing, record.Id);
        }

        string key = store.Keys.Of(record.Reservation!.Key);
        while (true)
        {
            BsonDocument? held = await _reservations.Matching(new BsonDocument(Field.Id, key)).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (held is not null && held[Field.Holder] != document[Field.Id] && await IsHeldAsync(held, cancellationToken).ConfigureAwait(false))
            {
                return new PublishOutcome(PublishResult.Joined, store.Keys.Invocation(held[Field.Holder]));
            }

            if (await ReserveAsync(key, held, document, cancellationToken).ConfigureAwait(false))
            {
                FailPoint.Hit(MongoFailPoints.PublishReserved);
                bool isNew = await InsertAsync(document, cancellationToken).ConfigureAwait(false);
                await FinishAsync(key, document[Field.Id], cancellationToken).ConfigureAwait(false);
                return new PublishOutcome(isNew ? PublishResult.Published : PublishResult.Existing, record.Id);
            }
        }
    }

    /// <summary>Removes the keys that invocations hold which are about to be removed.</summary>
    public Task RemoveAsync(IReadOnlyCollection<BsonDocument> holders, CancellationToken cancellationToken)
    {
        DeleteOneModel<BsonDocument>[] deletes = [.. holders.Where(h => h.Contains(Field.ReservationKey)).Select(h => new DeleteOneModel<BsonDocument>(
            new BsonDocument { { Field.Id, store.Keys.Of(h[Field.ReservationKey].AsString) }, { Field.Holder, h[Field.Id] } }))];
        return deletes.Length == 0 ? Task.CompletedTask : _reservations.BulkWriteAsync(deletes, Batch.Unordered, cancellationToken);
    }

    /// <summary>True when the holder that a key names holds it now; one that is not there yet is inserted.</summary>
    private async Task<bool> IsHeldAsync(BsonDocument held, CancellationToken cancellationToken)
    {
        BsonDocument? holder = await HolderAsync(held[Field.Holder], cancellationToken).ConfigureAwait(false);
        if (holder is not null)
        {
            return Holds(holder, await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false));
        }

        if (!held.TryGetValue(Field.Pending, out BsonValue? pending))
        {
            return false;
        }

        await InsertAsync(pending.AsBsonDocument, cancellationToken).ConfigureAwait(false);
        await FinishAsync(held[Field.Id].AsString, held[Field.Holder], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static bool Holds(BsonDocument holder, long now)
    {
        InvocationStatus status = holder.Status();
        return InvocationDocument.Reservation(holder) is { } reservation && reservation.End switch
        {
            ReservationEnd.Claimed => holder.Long(Field.Epoch) == 0 && !status.IsFinal(),
            ReservationEnd.Kept => !status.IsFinal() || (status == InvocationStatus.Success && holder.Long(Field.ChangedAt) + reservation.KeepFor.Ticks > now),
            _ => !status.IsFinal(),
        };
    }

    private async Task<BsonDocument?> HolderAsync(BsonValue invocation, CancellationToken cancellationToken) => await store.Invocations
        .Matching(new BsonDocument(Field.Id, invocation)).Project<BsonDocument>(HolderFields).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);

    /// <returns>False when another was quicker.</returns>
    private async Task<bool> ReserveAsync(string key, BsonDocument? held, BsonDocument document, CancellationToken cancellationToken)
    {
        var reservation = new BsonDocument
        {
            { Field.Id, key }, { Field.App, store.App.AppId.Value }, { Field.Holder, document[Field.Id] }, { Field.Token, Bson.Token() }, { Field.Pending, document },
        };
        if (held is not null)
        {
            ReplaceOneResult replaced = await _reservations.ReplaceOneAsync(
                new BsonDocument { { Field.Id, key }, { Field.Token, held[Field.Token] } }, reservation, new ReplaceOptions(), cancellationToken).ConfigureAwait(false);
            return replaced.MatchedCount == 1;
        }

        try
        {
            await _reservations.InsertOneAsync(reservation, options: null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MongoWriteException met) when (met.WriteError?.Code == MongoErrors.DuplicateKey)
        {
            return false;
        }
    }

    /// <returns>False when it is there already.</returns>
    private async Task<bool> InsertAsync(BsonDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await store.Invocations.InsertOneAsync(document, options: null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MongoWriteException met) when (met.WriteError?.Code == MongoErrors.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>The invocation is there: the key need not carry it any more.</summary>
    private Task FinishAsync(string key, BsonValue holder, CancellationToken cancellationToken) => _reservations.UpdateOneAsync(
        new BsonDocument { { Field.Id, key }, { Field.Holder, holder } },
        new BsonDocument("$unset", new BsonDocument(Field.Pending, "")),
        cancellationToken: cancellationToken);
}
