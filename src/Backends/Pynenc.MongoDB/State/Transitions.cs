using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.MongoDB;

/// <summary>One batch of transitions.</summary>
/// <remarks>
/// Each is written on condition, without reading first: the fence and the statuses a path may begin in say all. When the server has matched
/// as many as were sent, all are applied. Otherwise what became of each is read: the token of the write tells its own from others'.
/// </remarks>
internal sealed class Transitions(MongoStore store, Payloads payloads)
{
    private readonly List<string> _written = [];

    /// <summary>The invocations that settled.</summary>
    public List<InvocationId> Settled { get; } = [];

    /// <summary>True when the queue has something new.</summary>
    public bool HasOffered { get; private set; }

    public async Task<IReadOnlyList<TransitionOutcome>> RunAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var steps = new TransitionStep[requests.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = new TransitionStep(requests[i], store.Keys.Of(requests[i].Id));
        }

        foreach (List<TransitionStep> portion in Portions(steps))
        {
            await RunAsync(portion, cancellationToken).ConfigureAwait(false);
        }

        return Array.ConvertAll(steps, s => s.Outcome!.Value);
    }

    /// <summary>Portions of a size the server takes at once, in which each invocation stands once, so that a later step sees an earlier one.</summary>
    private static IEnumerable<List<TransitionStep>> Portions(TransitionStep[] steps)
    {
        var portion = new List<TransitionStep>();
        var keys = new HashSet<string>();
        long bytes = 0;
        foreach (TransitionStep step in steps)
        {
            if (portion.Count == Batch.MostWrites || bytes > Batch.MostBytes || !keys.Add(step.Key))
            {
                yield return portion;
                (portion, keys, bytes) = ([], [step.Key], 0);
            }

            portion.Add(step);
            bytes += step.Request.Payload?.Length ?? 0;
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }

    private async Task RunAsync(List<TransitionStep> portion, CancellationToken cancellationToken)
    {
        await PlacePayloadsAsync(portion, cancellationToken).ConfigureAwait(false);
        List<TransitionStep> open = portion;
        List<TransitionStep> unread = [.. portion.Where(s =>
            TransitionRules.IsRound(s.Request) || (!s.Request.Target.IsOwned() && store.Limited.ContainsKey(s.Key)))];
        while (open.Count > 0)
        {
            if (unread.Count > 0)
            {
                await ReadAsync(unread, cancellationToken).ConfigureAwait(false);
                open = [.. open.Where(s => s.Outcome is null)];
                await store.Slots.MarkAsync([.. open.Select(s => s.LimitKey).OfType<string>().Distinct()], cancellationToken).ConfigureAwait(false);
            }

            if (open.Count > 0 && await WriteAsync(open, cancellationToken).ConfigureAwait(false))
            {
                open.ForEach(Applied);
                break;
            }

            unread = open;
        }

        await FinishAsync(portion, cancellationToken).ConfigureAwait(false);
    }

    private async Task PlacePayloadsAsync(List<TransitionStep> portion, CancellationToken cancellationToken)
    {
        foreach (TransitionStep step in portion)
        {
            if (step.Request.Payload is { } payload)
            {
                step.Payload = await payloads.PlaceAsync(step.Key, payload, _written, cancellationToken).ConfigureAwait(false);
            }
        }

        if (_written.Count > 0)
        {
            FailPoint.Hit(MongoFailPoints.TransitionPayloads);
        }
    }

    /// <summary>Reads what steps are about, and answers those that cannot be applied, or were by an earlier write.</summary>
    private async Task ReadAsync(List<TransitionStep> steps, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, BsonDocument>();
        foreach (BsonDocument document in await store.Invocations
            .Matching(new BsonDocument(Field.Id, Bson.In(steps.Select(s => s.Key))))
            .Project<BsonDocument>(InvocationDocument.ForTransition).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            found[document[Field.Id].AsString] = document;
        }

        var history = new History(store);
        foreach (TransitionStep step in steps)
        {
            BsonDocument? it = step.Found = found.GetValueOrDefault(step.Key);
            if (it is not null && it.Long(Field.Token) == step.Token)
            {
                Applied(step);
            }
            else if (TransitionRules.Answer(step.Request, it) is { } answer)
            {
                step.Outcome = answer;
            }
            else if (it is not null && it.Int(Field.HistoryBytes) >= History.MostBytes)
            {
                await history.MoveAsync(it, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>True when every one of them was applied.</returns>
    private async Task<bool> WriteAsync(List<TransitionStep> steps, CancellationToken cancellationToken)
    {
        await OfferAsync(steps, cancellationToken).ConfigureAwait(false);
        var writes = new WriteModel<BsonDocument>[steps.Count];
        for (int i = 0; i < writes.Length; i++)
        {
            TransitionStep step = steps[i];
            step.Token = Bson.Token();
            writes[i] = new UpdateOneModel<BsonDocument>(
                step.Found is null ? TransitionWrite.Condition(step.Key, step.Request) : TransitionWrite.AsRead(step.Found),
                TransitionWrite.Update(step.Request, step.Token, step.Payload, step.Offer, step.Slot));
        }

        BulkWriteResult<BsonDocument> result =
            await store.Invocations.BulkWriteAsync(writes, Batch.Unordered, cancellationToken).ConfigureAwait(false);
        FailPoint.Hit(MongoFailPoints.TransitionWritten);
        return result.MatchedCount == steps.Count;
    }

    /// <summary>Gives a place in the queue to what will be available again.</summary>
    private async Task OfferAsync(List<TransitionStep> steps, CancellationToken cancellationToken)
    {
        TransitionStep[] offered = [.. steps.Where(s => store.IsColocated && s.Offer is null && s.Request.Target.IsAvailable())];
        if (offered.Length == 0)
        {
            return;
        }

        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        long place = await store.Numbers.TakeAsync(offered.Length, cancellationToken).ConfigureAwait(false);
        long[] turns = await store.Lanes.TurnsAsync(
            [.. offered.Select(s => (s.Found?[Field.Queue].AsString ?? "", s.Found?.TextOrNull(Field.Lane)))], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < offered.Length; i++)
        {
            Offer.Into(offered[i].Offer = [], offered[i].Request.NotBefore, place++, turns[i], now, store);
        }
    }

    private static void Applied(TransitionStep step)
    {
        step.Outcome = new TransitionOutcome(TransitionResult.Applied, step.Request.Target);
        step.IsWritten = true;
    }

    /// <summary>Notes what follows from what was applied.</summary>
    private async Task FinishAsync(List<TransitionStep> portion, CancellationToken cancellationToken)
    {
        TransitionStep[] written = [.. portion.Where(s => s.IsWritten)];
        Settled.AddRange(written.Where(s => s.Request.Target.IsSettled()).Select(s => s.Request.Id));
        HasOffered |= written.Any(s => s.Offer is not null);
        await GiveBackAsync(written, cancellationToken).ConfigureAwait(false);
        if (_written.Count > 0)
        {
            HashSet<string> used = [.. written.Select(s => s.Payload).Where(p => p is BsonDocument).Select(p => p![Field.Key].AsString)];
            await payloads.CloseAsync(used, cancellationToken).ConfigureAwait(false);
            await payloads.RemoveAsync([.. _written.Where(w => !used.Contains(w))], cancellationToken).ConfigureAwait(false);
            _written.Clear();
        }

        if (!store.IsColocated)
        {
            // Also of what an earlier attempt has applied: its answer was lost together with what had to be routed.
            await AddRoutesAsync([.. portion.Where(s => s.Outcome!.Value.IsApplied && s.Request.Target.IsAvailable())], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives back the slots of those that left their owners, and hands them on.</summary>
    private async Task GiveBackAsync(TransitionStep[] written, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, TransitionStep> ofKey in written.Where(s => s.LimitKey is not null).GroupBy(s => s.LimitKey!))
        {
            foreach (TransitionStep step in ofKey)
            {
                store.Limited.TryRemove(step.Key, out _);
                if (step.Slot is { } token)
                {
                    await store.Slots.GiveBackAsync(ofKey.Key, token, cancellationToken).ConfigureAwait(false);
                }
            }

            TransitionStep last = ofKey.Last();
            FailPoint.Hit(MongoFailPoints.SlotFreed);
            List<Route> handed = await store.Slots.HandOnAsync(ofKey.Key, last.Request.Path[^1].At, cancellationToken).ConfigureAwait(false);
            if (handed.Count > 0 && !store.IsColocated)
            {
                last.Outcome = last.Outcome!.Value with { Handed = handed };
            }
        }
    }

    private async Task AddRoutesAsync(TransitionStep[] available, CancellationToken cancellationToken)
    {
        if (available.Length == 0)
        {
            return;
        }

        var marked = new BsonDocument { { Field.Id, Bson.In(available.Select(s => s.Key)) }, { Field.Care, CareOf.ToBeRouted } };
        Dictionary<string, BsonDocument> found = (await store.Invocations.Matching(marked)
            .Project<BsonDocument>(InvocationDocument.ForRoute).ToListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(d => d[Field.Id].AsString);
        foreach (TransitionStep step in available)
        {
            if (found.TryGetValue(step.Key, out BsonDocument? document) && document.Status() == step.Request.Target)
            {
                step.Outcome = step.Outcome!.Value with { ToRoute = InvocationDocument.Route(step.Request.Id, document) };
            }
        }
    }
}
