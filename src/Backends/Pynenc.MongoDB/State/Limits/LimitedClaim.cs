using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The claim of one invocation that has a limit: its rate, then its slot, then the grant, then the invocation itself.</summary>
internal sealed class LimitedClaim(MongoStore store, Claiming claiming, BsonDocument document, RunnerId runner, DateTimeOffset at)
{
    private static readonly ClaimOutcome Gone = new(ClaimResult.NotAvailable);

    private readonly Rates _rates = new(store);
    private readonly ConcurrencyLimit? _limit = InvocationDocument.Concurrency(document);
    private readonly RateLimit? _rate = document.Contains(Field.Granted) ? null : InvocationDocument.Rate(document);

    /// <summary>True when a claim of it needs more than its own document.</summary>
    public static bool IsNeeded(BsonDocument document) =>
        (document.Contains(Field.LimitKey) && !document.Contains(Field.Slot)) || (document.Contains(Field.RateKey) && !document.Contains(Field.Granted));

    public async Task<ClaimOutcome> RunAsync(CancellationToken cancellationToken)
    {
        long? slot = document.LongOrNull(Field.Slot);
        bool isNewSlot = false;
        long taken = 0;
        while (true)
        {
            long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
            (long next, long version) = _rate is null ? (now, 0) : await _rates.NextAsync(_rate, now, cancellationToken).ConfigureAwait(false);
            if (next > now)
            {
                if (!await _rates.GrantAsync(_rate!, next, version, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                await GiveBackAsync(isNewSlot ? slot : null, cancellationToken).ConfigureAwait(false);
                return await HoldBackAsync(next, cancellationToken).ConfigureAwait(false);
            }

            if (_limit is not null && slot is null)
            {
                taken = TimeProvider.System.GetTimestamp();
                slot = await store.Slots.TakeAsync(_limit, document[Field.Id], cancellationToken).ConfigureAwait(false);
                isNewSlot = slot is not null;
                if (slot is null)
                {
                    return await BlockAsync(_limit, cancellationToken).ConfigureAwait(false);
                }
            }

            if (_rate is null || await _rates.GrantAsync(_rate, now, version, cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        ClaimedInvocation? claimed = isNewSlot && Slots.IsLate(taken) ? null : await claiming.ClaimOneAsync(document, runner, at, slot, cancellationToken).ConfigureAwait(false);
        if (claimed is null)
        {
            await GiveBackAsync(isNewSlot ? slot : null, cancellationToken).ConfigureAwait(false);
        }

        return claimed is null ? Gone : new ClaimOutcome(ClaimResult.Claimed, claimed);
    }

    /// <summary>Its rate lets it go later: it is due then.</summary>
    private async Task<ClaimOutcome> HoldBackAsync(long grant, CancellationToken cancellationToken)
    {
        var set = new BsonDocument { { Field.NotBefore, grant }, { Field.Granted, true }, { Field.Token, Bson.Token() } };
        if (!store.IsColocated)
        {
            set.Add(Field.Care, CareOf.ToBeRouted);
            set.Add(Field.CareAt, grant);
        }
        else if (document.Contains(Field.Place))
        {
            set.Add(Field.Visible, grant);
            store.InvocationQueue.NoteDue(grant);
        }

        UpdateResult result = await store.Invocations
            .UpdateOneAsync(TransitionWrite.AsRead(document), new BsonDocument("$set", set), cancellationToken: cancellationToken).ConfigureAwait(false);
        return result.MatchedCount == 0 ? Gone : new ClaimOutcome(ClaimResult.NotDue, NotBefore: new DateTimeOffset(grant, TimeSpan.Zero));
    }

    /// <summary>All slots are taken: it waits in line, or ends.</summary>
    private async Task<ClaimOutcome> BlockAsync(ConcurrencyLimit limit, CancellationToken cancellationToken)
    {
        bool waits = limit.WhenBlocked == BlockedAction.Wait;
        var step = new StatusStep(waits ? InvocationStatus.ConcurrencyControlled : InvocationStatus.ConcurrencyControlledFinal, at, limit.BlockedReason);
        var set = new BsonDocument
        {
            { Field.Status, (int)step.Status }, { Field.ChangedAt, Bson.Of(at) }, { Field.Reason, step.Reason }, { Field.Token, Bson.Token() },
            waits ? new BsonElement(Field.Line, limit.Key) : new BsonElement(Field.EndedAt, Bson.Of(at)),
        };
        var update = new BsonDocument
        {
            { "$set", set },
            { "$unset", Claiming.Unset(Field.NotBefore, Field.Visible, Field.Place, Field.Receipt, Field.Care, Field.CareAt) },
            { "$inc", new BsonDocument { { Field.Sequence, 1 }, { Field.HistoryBytes, HistoryRow.Bytes(step) } } },
            { "$push", new BsonDocument(Field.History, HistoryRow.Of(step, runner)) },
        };
        await store.Slots.MarkAsync([limit.Key], cancellationToken).ConfigureAwait(false);
        UpdateResult result = await store.Invocations
            .UpdateOneAsync(TransitionWrite.AsRead(document), update, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (result.MatchedCount == 0)
        {
            return Gone;
        }

        if (!waits)
        {
            store.Signals.RingHereToo([store.Keys.Invocation(document[Field.Id])]);
            return new ClaimOutcome(ClaimResult.Dropped);
        }

        // A slot may have come free before it stood in line, and then nobody has seen it there.
        await store.Slots.HandOnAsideAsync(limit.Key, at, cancellationToken).ConfigureAwait(false);
        return (store.IsColocated ? null : await ClaimHandedAsync(cancellationToken).ConfigureAwait(false)) ?? new ClaimOutcome(ClaimResult.Blocked);
    }

    /// <summary>Claims it after all, when it was given a slot already: nobody else may come to route it.</summary>
    private async Task<ClaimOutcome?> ClaimHandedAsync(CancellationToken cancellationToken)
    {
        var handed = new BsonDocument { { Field.Id, document[Field.Id] }, { Field.Slot, new BsonDocument("$exists", true) }, { Field.Status, (int)InvocationStatus.Rerouted } };
        BsonDocument? found = await store.Invocations.Matching(handed)
            .Project<BsonDocument>(InvocationDocument.WithoutHistory).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return found is null || await claiming.ClaimOneAsync(found, runner, at, slot: null, cancellationToken).ConfigureAwait(false) is not { } claimed
            ? null
            : new ClaimOutcome(ClaimResult.Claimed, claimed);
    }

    private async Task GiveBackAsync(long? slot, CancellationToken cancellationToken)
    {
        if (slot is { } token)
        {
            await store.Slots.GiveBackAsync(_limit!.Key, token, cancellationToken).ConfigureAwait(false);
            await store.Slots.HandOnAsideAsync(_limit.Key, at, cancellationToken).ConfigureAwait(false);
        }
    }
}
