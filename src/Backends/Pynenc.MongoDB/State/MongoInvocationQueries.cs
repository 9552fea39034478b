using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Answers questions, each by an index.</summary>
internal sealed class MongoInvocationQueries(MongoStore store) : InvocationQueries
{
    private static readonly BsonDocument OutcomeFields = new() { { Field.Status, 1 }, { Field.Reason, 1 }, { Field.Payload, 1 } };

    private static readonly BsonArray EveryStatus = [.. StatusMachine.All.Select(s => (int)s)];

    private readonly Payloads _payloads = new(store);
    private readonly History _history = new(store);

    /// <summary>What is told to a user must not be taken back by a failover.</summary>
    private IMongoCollection<BsonDocument> Invocations => store.Invocations.WithReadConcern(store.Certain);

    protected override ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            List<BsonDocument> found = await Invocations.Matching(new BsonDocument(Field.Id, store.Keys.Of(id)))
                .Project<BsonDocument>(InvocationDocument.WithoutHistory).ToListAsync(token).ConfigureAwait(false);
            return found.Count == 0 ? null : (await StatesAsync(found, token).ConfigureAwait(false))[0];
        },
        cancellationToken);

    protected override ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<InvocationOutcome>>(
        async token =>
        {
            var outcomes = new List<InvocationOutcome>(ids.Count);
            foreach (InvocationId[] some in ids.Distinct().Chunk(Batch.MostIds))
            {
                List<BsonDocument> found = await Invocations.Matching(new BsonDocument(Field.Id, Bson.In(some.Select(store.Keys.Of))))
                    .Project<BsonDocument>(OutcomeFields).ToListAsync(token).ConfigureAwait(false);
                Dictionary<string, ReadOnlyMemory<byte>> payloads = await _payloads.ReadAsync(found, Field.Payload, token).ConfigureAwait(false);

                // The cast keeps none apart from empty.
                outcomes.AddRange(found.Select(d => new InvocationOutcome(
                    store.Keys.Invocation(d[Field.Id]),
                    d.Status(),
                    payloads.TryGetValue(d[Field.Id].AsString, out ReadOnlyMemory<byte> payload) ? (ReadOnlyMemory<byte>?)payload : null,
                    d.TextOrNull(Field.Reason))));
            }

            return outcomes;
        },
        cancellationToken);

    protected override ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(InvocationId id, CancellationToken cancellationToken) =>
        store.RunAsync(token => _history.ReadAsync(id, token), cancellationToken);

    /// <summary>The index by task and status is what is counted: it changes in the same step as the status, and cannot drift.</summary>
    protected override ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<StatusCount>>(
        async token =>
        {
            var group = new BsonDocument
            {
                { Field.Id, new BsonDocument { { Field.Task, $"${Field.Task}" }, { Field.Status, $"${Field.Status}" } } }, { Field.Number, new BsonDocument("$sum", 1) },
            };
            PipelineDefinition<BsonDocument, BsonDocument> pipeline = new[] { new BsonDocument("$match", store.Mine()), new BsonDocument("$group", group) };
            using IAsyncCursor<BsonDocument> counted = await Invocations
                .AggregateAsync(pipeline, new AggregateOptions { Hint = IndexPlan.Page.Keys }, token).ConfigureAwait(false);
            List<BsonDocument> counts = await counted.ToListAsync(token).ConfigureAwait(false);
            return [.. counts.Select(c => new StatusCount(
                new TaskId(c[Field.Id][Field.Task].AsString), (InvocationStatus)c[Field.Id][Field.Status].ToInt32(), c.Long(Field.Number)))];
        },
        cancellationToken);

    protected override ValueTask<InvocationPage> PageCoreAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            BsonDocument wanted = await WantedAsync(filter, token).ConfigureAwait(false);
            var items = new List<InvocationState>();
            bool isLast = false;

            // One more than wanted tells whether there is a next page. A text is looked for in what the other conditions leave.
            for (long from = after; items.Count <= limit && !isLast;)
            {
                wanted[Field.Number] = new BsonDocument("$gt", from);
                int count = filter.Text is null ? limit + 1 : MaxPage;
                List<BsonDocument> found = await Invocations.Matching(wanted).Sort(new BsonDocument(Field.Number, 1)).Limit(count)
                    .Project<BsonDocument>(InvocationDocument.WithoutHistory).ToListAsync(token).ConfigureAwait(false);
                isLast = found.Count < count;
                from = isLast ? from : found[^1].Long(Field.Number);
                IReadOnlyList<InvocationState> states = await StatesAsync(found, token).ConfigureAwait(false);
                items.AddRange(states.Where(s => filter.Text is not { } text || Contains(s, text)).Take(limit + 1 - items.Count));
            }

            return items.Count > limit
                ? new InvocationPage(items.GetRange(0, limit), items[limit - 1].Number)
                : new InvocationPage(items, null);
        },
        cancellationToken);

    protected override ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken) =>
        store.RunAsync(token => store.Slots.ReadAsync(key, token), cancellationToken);

    private static bool Contains(InvocationState state, string text) =>
        Encoding.UTF8.GetString(state.Record.Arguments.Span).Contains(text, StringComparison.OrdinalIgnoreCase) ||
        state.Reason?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private async Task<BsonDocument> WantedAsync(InvocationFilter filter, CancellationToken cancellationToken)
    {
        BsonDocument wanted = store.Mine();
        if (filter.Parent is { } parent)
        {
            wanted.Add(Field.Parent, Bson.Of(parent.Value));
        }

        if (filter.Workflow is { } workflow)
        {
            // The root does not name itself.
            wanted.Add("$or", new BsonArray { new BsonDocument(Field.Workflow, Bson.Of(workflow.Value)), new BsonDocument(Field.Id, store.Keys.Of(workflow)) });
        }

        if (filter.RegisteredFrom is not null || filter.RegisteredBefore is not null)
        {
            var time = new BsonDocument();
            if (filter.RegisteredFrom is { } start)
            {
                time.Add("$gte", start.UtcTicks);
            }

            if (filter.RegisteredBefore is { } end)
            {
                time.Add("$lt", end.UtcTicks);
            }

            wanted.Add(Field.RegisteredAt, time);
        }

        if (filter.Task is { } task)
        {
            wanted.Add(Field.Task, task.Value);

            // All of them, so that the index is a merge of a few ranges, each in the order of the numbers.
            wanted.Add(Field.Status, filter.Status is { } of ? (int)of : new BsonDocument("$in", EveryStatus));
        }
        else if (filter.Status is { } status)
        {
            if (filter.Parent is null)
            {
                using IAsyncCursor<string> tasks = await store.Invocations
                    .DistinctAsync<string>(Field.Task, store.Mine(), cancellationToken: cancellationToken).ConfigureAwait(false);
                wanted.Add(Field.Task, Bson.In(await tasks.ToListAsync(cancellationToken).ConfigureAwait(false)));
            }

            wanted.Add(Field.Status, (int)status);
        }

        return wanted;
    }

    private async Task<IReadOnlyList<InvocationState>> StatesAsync(List<BsonDocument> found, CancellationToken cancellationToken)
    {
        Dictionary<string, ReadOnlyMemory<byte>> arguments = await _payloads.ReadAsync(found, Field.Arguments, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(d => State(d, arguments.GetValueOrDefault(d[Field.Id].AsString)))];
    }

    private InvocationState State(BsonDocument document, ReadOnlyMemory<byte> arguments)
    {
        InvocationId id = store.Keys.Invocation(document[Field.Id]);
        return new InvocationState(
            InvocationDocument.Record(id, document, arguments),
            document.Status(),
            InvocationDocument.Fence(document),
            document.Int(Field.Retries),
            document.Int(Field.Recoveries),
            document.Time(Field.ChangedAt),
            document.TimeOrNull(Field.NotBefore),
            document.TextOrNull(Field.Reason),
            document.Long(Field.Number));
    }
}
