using MongoDB.Bson;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The one write that applies a request, on condition that the invocation is in a status it may go from.</summary>
internal static class TransitionWrite
{
    /// <summary>The condition that needs no reading: who holds it, and the statuses the path may begin in.</summary>
    public static BsonDocument Condition(string key, TransitionRequest request)
    {
        var condition = new BsonDocument(Field.Id, key);
        if (request.Fence is { } fence)
        {
            condition.Add(Field.Owner, Bson.Of(fence.Owner.Value));
            condition.Add(Field.Epoch, fence.Epoch);
        }

        condition.Add(Field.Status, Bson.In(TransitionRules.Starts(request).Select(s => (BsonValue)(int)s)));
        condition.Add(Field.HistoryBytes, new BsonDocument("$lt", History.MostBytes));
        if (!request.Target.IsOwned())
        {
            // One that has a limit has a slot to give back, and one with a lane a turn to be given: those are read first.
            condition.Add(Field.LimitKey, new BsonDocument("$exists", false));
            condition.Add(Field.Lane, new BsonDocument("$exists", false));
        }

        return condition;
    }

    /// <summary>The condition that the invocation is still as it was read.</summary>
    public static BsonDocument AsRead(BsonDocument found) => new() { { Field.Id, found[Field.Id] }, { Field.Token, found[Field.Token] } };

    /// <summary>The change.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token of this write.</param>
    /// <param name="payload">Its payload as it stands in the invocation, or <see langword="null"/>.</param>
    /// <param name="offer">Its place in the co-located queue, when the path ends in a status that can be claimed.</param>
    /// <param name="slot">The token of the slot it lets go, or <see langword="null"/>.</param>
    public static BsonDocument Update(TransitionRequest request, long token, BsonValue? payload, BsonDocument? offer, long? slot)
    {
        StatusStep last = request.Path[^1];
        var set = new BsonDocument
        {
            { Field.Status, (int)last.Status }, { Field.ChangedAt, Bson.Of(last.At) }, { Field.Token, token },
        };
        var unset = new BsonDocument();
        Keep(set, unset, Field.Reason, last.Reason is null ? null : new BsonString(last.Reason));
        Keep(set, unset, Field.NotBefore, last.Status.IsAvailable() && request.NotBefore is { } due ? Bson.Of(due) : null);
        Keep(set, unset, Field.Visible, offer?[Field.Visible]);
        Keep(set, unset, Field.Place, offer?[Field.Place]);
        Keep(set, unset, Field.Turn, offer?[Field.Turn]);
        Keep(set, unset, Field.Receipt, null);
        Keep(set, unset, Field.Care, CareFor(last.Status, isOffered: offer is not null));
        Keep(set, unset, Field.CareAt, CareFor(last.Status, isOffered: offer is not null) is null ? null : Bson.Of(last.Status.IsAvailable() ? request.NotBefore ?? last.At : last.At));
        if (!last.Status.IsOwned())
        {
            unset.Add(Field.Owner, "");
            unset.Add(Field.Waits, "");
            unset.Add(Field.Slot, "");
            unset.Add(Field.Line, "");
        }

        if (slot is { } freed)
        {
            set.Add(Field.LastSlot, freed);
        }

        if (last.Status.IsFinal())
        {
            set.Add(Field.EndedAt, Bson.Of(last.At));
        }

        if (payload is not null)
        {
            set.Add(Field.Payload, payload);
        }

        var update = new BsonDocument
        {
            { "$set", set },
            { "$unset", unset },
            { "$inc", Counts(request) },
            { "$push", new BsonDocument(Field.History, new BsonDocument("$each", new BsonArray(request.Path.Select(s => HistoryRow.Of(s, request.By))))) },
        };
        if (request.Contents.Count > 0)
        {
            update.Add("$addToSet", new BsonDocument(Field.Contents, new BsonDocument("$each", new BsonArray(request.Contents.Select(c => c.ToString())))));
        }

        return update;
    }

    private static BsonDocument Counts(TransitionRequest request)
    {
        var counts = new BsonDocument
        {
            { Field.Sequence, request.Path.Count }, { Field.HistoryBytes, request.Path.Sum(s => HistoryRow.Bytes(s)) },
        };
        AddCount(counts, Field.Retries, request.Path.Count(s => s.Status == InvocationStatus.Retry));
        AddCount(counts, Field.Recoveries, request.Path.Count(s => s.Status == InvocationStatus.RunningRecovery));
        return counts;
    }

    private static void AddCount(BsonDocument counts, string field, int by)
    {
        if (by > 0)
        {
            counts.Add(field, by);
        }
    }

    /// <summary>What a sweep must look at afterwards, or <see langword="null"/> for nothing.</summary>
    private static BsonInt32? CareFor(InvocationStatus status, bool isOffered) =>
        status.IsAvailable() ? (isOffered ? null : new BsonInt32(CareOf.ToBeRouted))
        : status.IsOwned() || status.IsSettled() ? null
        : new BsonInt32(CareOf.Stranded);

    private static void Keep(BsonDocument set, BsonDocument unset, string field, BsonValue? value)
    {
        if (value is null)
        {
            unset.Add(field, "");
        }
        else
        {
            set.Add(field, value);
        }
    }
}
