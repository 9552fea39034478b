using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Looks for a way from what is waited for back to the waiter, along the edges of those that are paused, or about to be.</summary>
internal sealed class WaitCycle(MongoStore store, InvocationId waiter)
{
    private static readonly BsonDocument Fields = new() { { Field.Status, 1 }, { Field.Token, 1 }, { Field.Waits, 1 } };

    private readonly IMongoCollection<BsonDocument> _waits = store.Collection(CollectionNames.Waits);

    /// <summary>Maps each invocation reached to the one that waits for it.</summary>
    private readonly Dictionary<InvocationId, InvocationId> _reachedFrom = [];

    /// <summary>The cycle the new wait would close, beginning with the waiter; <see langword="null"/> when there is none.</summary>
    /// <param name="waited">What the waiter is about to wait for.</param>
    /// <param name="earlier">The waiter as it was read, when its earlier edges count again.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async Task<IReadOnlyList<InvocationId>?> FindAsync(
        IReadOnlyList<InvocationId> waited, BsonDocument? earlier, CancellationToken cancellationToken)
    {
        List<InvocationId> frontier = Reach(waiter, waited);
        if (earlier is not null)
        {
            HashSet<long> named = Named(earlier);
            IEnumerable<BsonDocument> edges = await EdgesAsync([waiter], cancellationToken).ConfigureAwait(false);
            frontier.AddRange(edges.Where(e => named.Contains(e.Long(Field.Token))).SelectMany(e => Reach(waiter, Waited(e))));
        }

        while (frontier.Count > 0 && !_reachedFrom.ContainsKey(waiter))
        {
            frontier = await StepAsync(frontier, cancellationToken).ConfigureAwait(false);
        }

        return _reachedFrom.ContainsKey(waiter) ? Path() : null;
    }

    /// <returns>The invocations reached for the first time.</returns>
    private async Task<List<InvocationId>> StepAsync(List<InvocationId> frontier, CancellationToken cancellationToken)
    {
        var reached = new List<InvocationId>();
        foreach (InvocationId[] some in frontier.Chunk(Batch.MostIds))
        {
            // Most that are waited for wait for nothing themselves, and the search ends here.
            ILookup<string, BsonDocument> edges =
                (await EdgesAsync(some, cancellationToken).ConfigureAwait(false)).ToLookup(e => e[Field.Target].AsString);
            if (edges.Count == 0)
            {
                continue;
            }

            long since = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false) - Waiting.IntentLife.Ticks;
            List<BsonDocument> waiters = await store.Invocations.Matching(new BsonDocument(Field.Id, Bson.In(edges.Select(g => g.Key))))
                .Project<BsonDocument>(Fields).ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (BsonDocument it in waiters.Where(w => w.Status().IsOwned()))
            {
                string key = it[Field.Id].AsString;
                reached.AddRange(Counting(it, [.. edges[key]], since).SelectMany(e => Reach(store.Keys.Invocation(key), Waited(e))));
            }
        }

        return reached;
    }

    /// <summary>The edges of one that count: those it names while it is paused, and those of an intent, which may count its named ones too.</summary>
    private static IEnumerable<BsonDocument> Counting(BsonDocument it, BsonDocument[] edges, long since)
    {
        HashSet<long> named = Named(it);
        BsonDocument[] intents = [.. edges.Where(e =>
            !named.Contains(e.Long(Field.Token)) && e.Long(Field.AsRead) == it.Long(Field.Token) && e.Long(Field.At) > since)];
        bool isNamedAlive = it.Status() == InvocationStatus.Paused || intents.Any(e => e[Field.All].AsBoolean);
        return edges.Where(e => named.Contains(e.Long(Field.Token)) ? isNamedAlive : intents.Contains(e));
    }

    private async Task<List<BsonDocument>> EdgesAsync(IEnumerable<InvocationId> waiters, CancellationToken cancellationToken) => await _waits
        .Matching(new BsonDocument(Field.Target, Bson.In(waiters.Select(store.Keys.Of)))).ToListAsync(cancellationToken).ConfigureAwait(false);

    private List<InvocationId> Reach(InvocationId from, IEnumerable<InvocationId> waited) => [.. waited.Where(id => _reachedFrom.TryAdd(id, from))];

    private static IEnumerable<InvocationId> Waited(BsonDocument edges) => edges[Field.Waited].AsBsonArray.Select(id => new InvocationId(id.AsGuid));

    private static HashSet<long> Named(BsonDocument it) =>
        it.TryGetValue(Field.Waits, out BsonValue? tokens) ? [.. tokens.AsBsonArray.Select(t => t.ToInt64())] : [];

    private List<InvocationId> Path()
    {
        var path = new List<InvocationId>();
        InvocationId node = waiter;
        do
        {
            node = _reachedFrom[node];
            path.Add(node);
        }
        while (node != waiter);

        path.Reverse();
        return path;
    }
}
