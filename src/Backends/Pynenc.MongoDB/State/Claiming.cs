using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Makes a runner the owner of invocations: they are read, and claimed by one write that takes only what is still as it was read.</summary>
internal sealed class Claiming(MongoStore store)
{
    private readonly IMongoCollection<BsonDocument> _runners = store.Collection(CollectionNames.Runners);
    private readonly Payloads _payloads = new(store);

    /// <summary>Claims by id.</summary>
    public async Task<IReadOnlyList<ClaimOutcome>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        Task<bool> isRegistered = IsRegisteredAsync(request.Runner, cancellationToken);
        Dictionary<InvocationId, ClaimOutcome> outcomes = [];
        var found = new Dictionary<string, BsonDocument>();
        InvocationId[] distinct = [.. request.Ids.Distinct()];
        foreach (InvocationId[] some in distinct.Chunk(Batch.MostIds))
        {
            foreach (BsonDocument document in await store.Invocations
                .Matching(new BsonDocument(Field.Id, Bson.In(some.Select(store.Keys.Of))))
                .Project<BsonDocument>(InvocationDocument.WithoutHistory).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                found[document[Field.Id].AsString] = document;
            }
        }

        if (!await isRegistered.ConfigureAwait(false))
        {
            return [.. request.Ids.Select(_ => new ClaimOutcome(ClaimResult.RunnerLost))];
        }

        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        var due = new List<BsonDocument>();
        var early = new List<BsonDocument>();
        foreach (InvocationId id in distinct)
        {
            if (!found.TryGetValue(store.Keys.Of(id), out BsonDocument? document))
            {
                outcomes[id] = new ClaimOutcome(ClaimResult.Unknown);
            }
            else if (!document.Status().IsAvailable())
            {
                outcomes[id] = new ClaimOutcome(ClaimResult.NotAvailable);
            }
            else if (document.LongOrNull(Field.NotBefore) > now)
            {
                outcomes[id] = new ClaimOutcome(ClaimResult.NotDue, NotBefore: document.TimeOrNull(Field.NotBefore));
                early.Add(document);
            }
            else
            {
                outcomes[id] = new ClaimOutcome(ClaimResult.NotAvailable);
                due.Add(document);
            }
        }

        await MarkAgainAsync(early, cancellationToken).ConfigureAwait(false);
        ClaimOutcome[] claims = await ClaimAsync(due, request.Runner, request.At, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < claims.Length; i++)
        {
            outcomes[store.Keys.Invocation(due[i][Field.Id])] = claims[i];
        }

        return InOrder(request.Ids, outcomes);
    }

    /// <summary>Claims what was read a moment ago, available and due.</summary>
    /// <returns>What became of each.</returns>
    public async Task<ClaimOutcome[]> ClaimAsync(
        IReadOnlyList<BsonDocument> documents, RunnerId runner, DateTimeOffset at, CancellationToken cancellationToken)
    {
        BsonDocument[] plain = [.. documents.Where(d => !LimitedClaim.IsNeeded(d))];
        Dictionary<string, ClaimedInvocation> claimed = await ClaimPlainAsync(plain, runner, at, cancellationToken).ConfigureAwait(false);
        var outcomes = new ClaimOutcome[documents.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            BsonDocument document = documents[i];
            outcomes[i] = LimitedClaim.IsNeeded(document)
                ? await new LimitedClaim(store, this, document, runner, at).RunAsync(cancellationToken).ConfigureAwait(false)
                : claimed.TryGetValue(document[Field.Id].AsString, out ClaimedInvocation? it)
                    ? new ClaimOutcome(ClaimResult.Claimed, it)
                    : new ClaimOutcome(ClaimResult.NotAvailable);
        }

        return outcomes;
    }

    /// <summary>Claims one that holds its slot, or is about to.</summary>
    /// <returns><see langword="null"/> when somebody else has it.</returns>
    public async Task<ClaimedInvocation?> ClaimOneAsync(
        BsonDocument document, RunnerId runner, DateTimeOffset at, long? slot, CancellationToken cancellationToken)
    {
        BsonDocument update = Update(runner, at, Bson.Token());
        if (slot is { } token)
        {
            update["$set"].AsBsonDocument.Add(Field.Slot, token);
        }

        UpdateResult result = await store.Invocations
            .UpdateOneAsync(TransitionWrite.AsRead(document), update, cancellationToken: cancellationToken).ConfigureAwait(false);
        return result.MatchedCount == 0 ? null : (await ReadAsync([document], runner, cancellationToken).ConfigureAwait(false))[0];
    }

    private async Task<Dictionary<string, ClaimedInvocation>> ClaimPlainAsync(
        IReadOnlyList<BsonDocument> documents, RunnerId runner, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (documents.Count == 0)
        {
            return [];
        }

        // A token is never drawn twice, so it says that the invocation is still in the very status it was read in.
        long token = Bson.Token();
        var asRead = new BsonDocument
        {
            { Field.Id, Bson.In(documents.Select(d => d[Field.Id])) }, { Field.Token, Bson.In(documents.Select(d => d[Field.Token]).Distinct()) },
        };
        UpdateResult result = await store.Invocations
            .UpdateManyAsync(asRead, Update(runner, at, token), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (result.MatchedCount < documents.Count)
        {
            documents = await WonAsync(documents, token, result.MatchedCount, cancellationToken).ConfigureAwait(false);
        }

        ClaimedInvocation[] claimed = await ReadAsync(documents, runner, cancellationToken).ConfigureAwait(false);
        return claimed.ToDictionary(c => store.Keys.Of(c.Record.Id));
    }

    private async Task<ClaimedInvocation[]> ReadAsync(IReadOnlyList<BsonDocument> documents, RunnerId runner, CancellationToken cancellationToken)
    {
        Dictionary<string, ReadOnlyMemory<byte>> arguments =
            await _payloads.ReadAsync(documents, Field.Arguments, cancellationToken).ConfigureAwait(false);
        foreach (BsonDocument limited in documents.Where(d => d.Contains(Field.LimitKey) || d.Contains(Field.Lane)))
        {
            store.Limited[limited[Field.Id].AsString] = true;
        }

        return [.. documents.Select(d => Claimed(d, runner, arguments.GetValueOrDefault(d[Field.Id].AsString)))];
    }

    /// <summary>True when a runner may claim. What it claims while it is being removed becomes an orphan, and is found.</summary>
    public async Task<bool> IsRegisteredAsync(RunnerId runner, CancellationToken cancellationToken) => await _runners
        .Matching(new BsonDocument(Field.Id, store.Keys.Of(runner.Value))).AnyAsync(cancellationToken).ConfigureAwait(false);

    private static BsonDocument Update(RunnerId runner, DateTimeOffset at, long token)
    {
        var step = new StatusStep(InvocationStatus.Pending, at);
        return new BsonDocument
        {
            {
                "$set", new BsonDocument
                {
                    { Field.Status, (int)InvocationStatus.Pending }, { Field.Owner, Bson.Of(runner.Value) }, { Field.ChangedAt, Bson.Of(at) }, { Field.Token, token },
                }
            },
            { "$inc", new BsonDocument { { Field.Epoch, 1L }, { Field.Sequence, 1 }, { Field.HistoryBytes, HistoryRow.Bytes(step) } } },
            { "$push", new BsonDocument(Field.History, HistoryRow.Of(step, runner)) },
            { "$unset", Unset(Field.NotBefore, Field.Reason, Field.Visible, Field.Place, Field.Receipt, Field.Care, Field.CareAt, Field.Granted) },
        };
    }

    /// <summary>An update's part that removes fields.</summary>
    public static BsonDocument Unset(params string[] fields) => new(fields.Select(f => new BsonElement(f, "")));

    private async Task<IReadOnlyList<BsonDocument>> WonAsync(
        IReadOnlyList<BsonDocument> documents, long token, long matched, CancellationToken cancellationToken)
    {
        if (matched == 0)
        {
            return [];
        }

        var mine = new BsonDocument { { Field.Id, Bson.In(documents.Select(d => d[Field.Id])) }, { Field.Token, token } };
        List<BsonDocument> won = await store.Invocations.Matching(mine)
            .Project<BsonDocument>(new BsonDocument(Field.Id, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> keys = [.. won.Select(d => d[Field.Id].AsString)];
        return [.. documents.Where(d => keys.Contains(d[Field.Id].AsString))];
    }

    /// <summary>What is not due yet keeps its mark, so that it is routed then. Co-located it is in the queue anyway.</summary>
    private async Task MarkAgainAsync(List<BsonDocument> early, CancellationToken cancellationToken)
    {
        if (store.IsColocated || early.Count == 0)
        {
            return;
        }

        IEnumerable<WriteModel<BsonDocument>> marks = early.Select(d => new UpdateOneModel<BsonDocument>(
            new BsonDocument { { Field.Id, d[Field.Id] }, { Field.Token, d[Field.Token] } },
            new BsonDocument("$set", new BsonDocument { { Field.Care, CareOf.ToBeRouted }, { Field.CareAt, d[Field.NotBefore] } })));
        await store.Invocations.BulkWriteAsync(marks, Batch.Unordered, cancellationToken).ConfigureAwait(false);
    }

    private ClaimedInvocation Claimed(BsonDocument document, RunnerId runner, ReadOnlyMemory<byte> arguments)
    {
        InvocationRecord record = InvocationDocument.Record(store.Keys.Invocation(document[Field.Id]), document, arguments);
        return new ClaimedInvocation(
            record, new Fence(runner, document.Long(Field.Epoch) + 1), document.Int(Field.Retries), document.Int(Field.Recoveries));
    }

    private static ClaimOutcome[] InOrder(IReadOnlyList<InvocationId> ids, Dictionary<InvocationId, ClaimOutcome> outcomes)
    {
        var ordered = new ClaimOutcome[ids.Count];
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i] = outcomes[ids[i]];
            if (ordered[i].Claimed is not null)
            {
                // The same id once more in one request finds it taken.
                outcomes[ids[i]] = new ClaimOutcome(ClaimResult.NotAvailable);
            }
        }

        return ordered;
    }
}
