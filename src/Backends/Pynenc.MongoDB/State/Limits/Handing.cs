using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Gives a slot to one in line: it is rerouted, and holds the slot already.</summary>
internal sealed class Handing(MongoStore store)
{
    /// <returns>Its route, or <see langword="null"/> when it waits no more.</returns>
    public async Task<Route?> RerouteAsync(BsonDocument waiting, long slot, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var step = new StatusStep(InvocationStatus.Rerouted, at, "A slot came free.");
        var set = new BsonDocument
        {
            { Field.Status, (int)step.Status }, { Field.ChangedAt, Bson.Of(at) }, { Field.Reason, step.Reason }, { Field.Token, Bson.Token() }, { Field.Slot, slot },
        };
        if (store.IsColocated)
        {
            long place = await store.Numbers.TakeAsync(1, cancellationToken).ConfigureAwait(false);
            long turn = (await store.Lanes.TurnsAsync([(waiting[Field.Queue].AsString, waiting.TextOrNull(Field.Lane))], cancellationToken).ConfigureAwait(false))[0];
            Offer.Into(set, notBefore: null, place, turn, now: 0, store);
        }
        else
        {
            set.Add(Field.Care, CareOf.ToBeRouted);
            set.Add(Field.CareAt, Bson.Of(at));
        }

        var update = new BsonDocument
        {
            { "$set", set },
            { "$unset", new BsonDocument(Field.Line, "") },
            { "$inc", new BsonDocument { { Field.Sequence, 1 }, { Field.HistoryBytes, HistoryRow.Bytes(step) } } },
            { "$push", new BsonDocument(Field.History, HistoryRow.Of(step, by: null)) },
        };
        BsonDocument still = TransitionWrite.AsRead(waiting);
        still.Add(Field.Line, waiting[Field.LimitKey]);
        UpdateResult result = await store.Invocations.UpdateOneAsync(still, update, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (result.MatchedCount == 0)
        {
            return null;
        }

        if (store.IsColocated)
        {
            store.Work.Pulse();
            store.Signals.Ring();
        }

        return InvocationDocument.Route(store.Keys.Invocation(waiting[Field.Id]), waiting) with { Sequence = waiting.Int(Field.Sequence) + 1, NotBefore = null };
    }
}
