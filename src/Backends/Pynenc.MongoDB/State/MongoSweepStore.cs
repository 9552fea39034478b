using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Finds what needs care, each question by an index that holds little else.</summary>
internal sealed class MongoSweepStore(MongoStore store) : SweepStore
{
    /// <summary>Keys of concurrency limits that one sweep looks after.</summary>
    private const int MostKeys = 100;

    private static readonly BsonDocument OrphanFields = new()
    {
        { Field.Number, 1 }, { Field.Status, 1 }, { Field.Owner, 1 }, { Field.Epoch, 1 }, { Field.Recoveries, 1 },
    };

    private static readonly BsonDocument ByCare = new() { { Field.CareAt, 1 } };

    protected override ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<Orphan>>(
        async token =>
        {
            // Those in line are never left to the engine: a key that a crash has left unfinished is put right here.
            await store.Slots.CheckAsync(MostKeys, token).ConfigureAwait(false);
            List<BsonDocument> found = await OfLostOwnersAsync(limit, token).ConfigureAwait(false);
            found.AddRange(await store.Invocations.Matching(Care(CareOf.Stranded)).Sort(ByCare).Limit(limit)
                .Project<BsonDocument>(OrphanFields).ToListAsync(token).ConfigureAwait(false));
            return [.. found.OrderBy(d => d.Long(Field.Number)).Take(limit).Select(d => new Orphan(
                store.Keys.Invocation(d[Field.Id]), d.Status(), InvocationDocument.Fence(d), d.Int(Field.Recoveries)))];
        },
        cancellationToken);

    protected override ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            if (store.IsColocated)
            {
                return new UnroutedPage([], null);
            }

            // A held-back invocation is due the moment its time comes; one that was to be routed at once gets the grace first.
            BsonDocument due = Care(CareOf.ToBeRouted);
            due.Add("$or", new BsonArray
            {
                new BsonDocument(Field.NotBefore, new BsonDocument("$lte", now.UtcTicks)),
                new BsonDocument { { Field.NotBefore, new BsonDocument("$exists", false) }, { Field.ChangedAt, new BsonDocument("$lt", markedBefore.UtcTicks) } },
            });
            List<BsonDocument> found = await store.Invocations.Matching(due).Sort(ByCare).Limit(limit)
                .Project<BsonDocument>(InvocationDocument.ForRoute).ToListAsync(token).ConfigureAwait(false);
            BsonDocument later = Care(CareOf.ToBeRouted);
            later.Add(Field.CareAt, new BsonDocument("$gt", now.UtcTicks));
            later.Add(Field.NotBefore, new BsonDocument("$gt", now.UtcTicks));
            BsonDocument? next = await store.Invocations.Matching(later).Sort(ByCare)
                .Project<BsonDocument>(new BsonDocument(Field.NotBefore, 1)).FirstOrDefaultAsync(token).ConfigureAwait(false);
            return new UnroutedPage([.. Routes(found)], next?.TimeOrNull(Field.NotBefore));
        },
        cancellationToken);

    protected override ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<Route>>(
        async token =>
        {
            long now = await store.Clock.NowAsync(token).ConfigureAwait(false);
            List<BsonDocument> found = await StalledAsync(Care(CareOf.Routed), since, now, limit, token).ConfigureAwait(false);
            if (store.IsColocated && found.Count < limit)
            {
                BsonDocument queued = store.Mine();
                queued.Add(Field.Visible, 0L);
                found.AddRange(await StalledAsync(queued, since, now, limit - found.Count, token).ConfigureAwait(false));
            }

            return [.. Routes(found).Select(r => r with { NotBefore = null })];
        },
        cancellationToken);

    protected override ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<InvocationId>>(
        async token =>
        {
            BsonDocument parked = store.Mine();
            parked.Add(Field.Task, Bson.In(tasks.Select(t => t.Value)));
            parked.Add(Field.Status, (int)InvocationStatus.Parked);
            if (reasonPrefix.Length > 0)
            {
                // A range: texts are compared by their code points, and a pattern would have to be escaped.
                parked.Add(Field.Reason, new BsonDocument { { "$gte", reasonPrefix }, { "$lt", reasonPrefix[..^1] + (char)(reasonPrefix[^1] + 1) } });
            }

            List<BsonDocument> found = await store.Invocations.Matching(parked).Sort(new BsonDocument(Field.Number, 1)).Limit(limit)
                .Project<BsonDocument>(new BsonDocument(Field.Id, 1)).ToListAsync(token).ConfigureAwait(false);
            return [.. found.Select(d => store.Keys.Invocation(d[Field.Id]))];
        },
        cancellationToken);

    protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken) =>
        store.RunAsync(token => new Removal(store).PruneAsync(request, token), cancellationToken);

    protected override ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        store.RunAsync(token => new Removal(store).DeleteAsync(ids, token), cancellationToken);

    /// <summary>The owners are few: each is found by one step into the index, and looked up among the runners.</summary>
    private async Task<List<BsonDocument>> OfLostOwnersAsync(int limit, CancellationToken cancellationToken)
    {
        BsonDocument owned = store.Mine();
        owned.Add(Field.Owner, new BsonDocument("$exists", true));
        using IAsyncCursor<BsonValue> distinct =
            await store.Invocations.DistinctAsync<BsonValue>(Field.Owner, owned, cancellationToken: cancellationToken).ConfigureAwait(false);
        List<BsonValue> owners = await distinct.ToListAsync(cancellationToken).ConfigureAwait(false);
        if (owners.Count == 0)
        {
            return [];
        }

        // In this order: who has registered and claimed between the two questions is in neither answer, or in both.
        List<BsonDocument> runners = await store.Collection(CollectionNames.Runners).Matching(store.Mine())
            .Project<BsonDocument>(new BsonDocument(Field.Target, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
        HashSet<Guid> alive = [.. runners.Select(r => r.Guid(Field.Target))];
        BsonValue[] lost = [.. owners.Where(o => !alive.Contains(o.AsGuid))];
        if (lost.Length == 0)
        {
            return [];
        }

        BsonDocument orphaned = store.Mine();
        orphaned.Add(Field.Owner, Bson.In(lost));
        return await store.Invocations.Matching(orphaned).Limit(limit)
            .Project<BsonDocument>(OrphanFields).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<List<BsonDocument>> StalledAsync(
        BsonDocument filter, DateTimeOffset since, long now, int limit, CancellationToken cancellationToken)
    {
        filter.Add(Field.ChangedAt, new BsonDocument("$lt", since.UtcTicks));
        filter.Add("$or", new BsonArray
        {
            new BsonDocument(Field.NotBefore, new BsonDocument("$exists", false)),
            new BsonDocument(Field.NotBefore, new BsonDocument("$lt", Math.Min(since.UtcTicks, now))),
        });
        return store.Invocations.Matching(filter).Limit(limit).Project<BsonDocument>(InvocationDocument.ForRoute).ToListAsync(cancellationToken);
    }

    private BsonDocument Care(int kind)
    {
        BsonDocument filter = store.Mine();
        filter.Add(Field.Care, kind);
        return filter;
    }

    private IEnumerable<Route> Routes(IEnumerable<BsonDocument> found) =>
        found.OrderBy(d => d.Long(Field.Number)).Select(d => InvocationDocument.Route(store.Keys.Invocation(d[Field.Id]), d));
}
