using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The slots of concurrency limits: one document per key, with an entry for each that holds one.</summary>
/// <remarks>
/// <para>An entry is written before its invocation takes it over, and removed after its invocation has let go. So there is never an owner
/// without an entry, and the limit holds whatever dies in between. An entry that its invocation does not name is over.</para>
/// <para>Before anything about a key is changed in more than one document, the key is marked to be checked. A sweep that finds the mark
/// removes what is over, hands on what came free, and clears the mark.</para>
/// </remarks>
internal sealed class Slots(MongoStore store)
{
    /// <summary>How long a step about a key may take before a sweep looks after it.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>How long after taking a slot its invocation may still be claimed; later the slot is given back.</summary>
    private static readonly TimeSpan Hurry = Settling / 2;

    /// <summary>After that nobody is on the way any more to claim for an entry that no invocation names.</summary>
    private readonly long _abandoned = (Settling + (store.Settings.CommandTimeout * 2)).Ticks;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly ConcurrentQueue<Route> _aside = new();
    private readonly IMongoCollection<BsonDocument> _slots = store.Collection(CollectionNames.Slots);

    /// <summary>Marks keys to be checked, unless they are.</summary>
    public async Task MarkAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
        {
            BsonDocument mark = await MarkAsync(cancellationToken).ConfigureAwait(false);
            await _slots.UpdateManyAsync(new BsonDocument(Field.Id, Bson.In(keys.Select(store.Keys.Of))), mark, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a slot for an invocation.</summary>
    /// <returns>The token of the entry, or <see langword="null"/> when all are taken.</returns>
    public async Task<long?> TakeAsync(ConcurrencyLimit limit, BsonValue invocation, CancellationToken cancellationToken)
    {
        long token = Bson.Token();
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        BsonDocument update = await MarkAsync(cancellationToken).ConfigureAwait(false);
        update.Add("$push", new BsonDocument(Field.Holders, new BsonDocument { { Field.Target, invocation }, { Field.Token, token }, { Field.At, now } }));

        // The place of the last slot is free, so at most one less than the limit are taken.
        var hasFree = new BsonDocument { { Field.Id, store.Keys.Of(limit.Key) }, { $"{Field.Holders}.{limit.Limit - 1}", new BsonDocument("$exists", false) } };
        while (true)
        {
            UpdateResult result = await _slots.UpdateOneAsync(hasFree, update, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (result.MatchedCount == 1)
            {
                return token;
            }

            if (!await CreateAsync(limit.Key, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <summary>True when a slot that was taken then is too old to claim for.</summary>
    public static bool IsLate(long taken) => TimeProvider.System.GetElapsedTime(taken) > Hurry;

    /// <summary>Removes the entry of one that has let go, or never took it over.</summary>
    public Task GiveBackAsync(string key, long token, CancellationToken cancellationToken) => _slots.UpdateOneAsync(
        new BsonDocument(Field.Id, store.Keys.Of(key)), Without([token]), cancellationToken: cancellationToken);

    /// <summary>While the key has free slots, gives them to those in line, who are rerouted.</summary>
    /// <returns>Who was given one, also those that <see cref="HandOnAsideAsync"/> has given one before.</returns>
    public async Task<List<Route>> HandOnAsync(string key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using IDisposable turn = await EnterAsync(key, cancellationToken).ConfigureAwait(false);
        List<Route> handed = await GiveAsync(key, at, cancellationToken).ConfigureAwait(false);
        while (_aside.TryDequeue(out Route route))
        {
            handed.Add(route);
        }

        return handed;
    }

    /// <summary>The same for a caller that cannot tell the engine whom it must route: the next that can does it, and else a sweep.</summary>
    public async Task HandOnAsideAsync(string key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using IDisposable turn = await EnterAsync(key, cancellationToken).ConfigureAwait(false);
        List<Route> handed = await GiveAsync(key, at, cancellationToken).ConfigureAwait(false);
        if (!store.IsColocated)
        {
            handed.ForEach(_aside.Enqueue);
        }
    }

    /// <summary>One at a time in this process, so that of two that free a slot the second knows what the first has handed on.</summary>
    private async ValueTask<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = _gates[(uint)key.GetHashCode(StringComparison.Ordinal) % (uint)_gates.Length];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(gate);
    }

    private async Task<List<Route>> GiveAsync(string key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var handed = new List<Route>();
        while (true)
        {
            BsonDocument? next = await store.Invocations.Matching(InLine(key))
                .Sort(new BsonDocument { { Field.Rank, 1 }, { Field.Number, 1 } })
                .Project<BsonDocument>(InvocationDocument.WithoutHistory).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (next is null)
            {
                return handed;
            }

            long taken = TimeProvider.System.GetTimestamp();
            ConcurrencyLimit limit = InvocationDocument.Concurrency(next)!;
            if (await TakeAsync(limit, next[Field.Id], cancellationToken).ConfigureAwait(false) is not { } token)
            {
                return handed;
            }

            if (!IsLate(taken) && await new Handing(store).RerouteAsync(next, token, at, cancellationToken).ConfigureAwait(false) is { } route)
            {
                handed.Add(route);
            }
            else
            {
                // Cancelled meanwhile, or handed a slot by another.
                await GiveBackAsync(key, token, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Checks the keys whose mark has aged: what a crash has left of them is put right.</summary>
    /// <returns>How many invocations were given a slot.</returns>
    public async Task<int> CheckAsync(int limit, CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        BsonDocument aged = store.Mine();
        aged.Add(Field.CheckAt, new BsonDocument { { "$gte", 0L }, { "$lte", now } });
        int handed = 0;
        foreach (BsonDocument slots in await _slots.Matching(aged).Limit(limit).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            handed += await CheckAsync(slots, now, cancellationToken).ConfigureAwait(false);
        }

        return handed;
    }

    /// <summary>Who holds, and how many wait.</summary>
    public async Task<ConcurrencyState> ReadAsync(string key, CancellationToken cancellationToken)
    {
        BsonDocument? slots = await _slots.Matching(new BsonDocument(Field.Id, store.Keys.Of(key))).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        BsonDocument[] entries = Entries(slots);
        Dictionary<BsonValue, BsonDocument> invocations = await InvocationsAsync(entries, cancellationToken).ConfigureAwait(false);
        long waiting = await store.Invocations.CountDocumentsAsync(InLine(key), cancellationToken: cancellationToken).ConfigureAwait(false);
        return new ConcurrencyState(
            key, [.. entries.Where(e => IsNamed(e, invocations)).Select(e => store.Keys.Invocation(e[Field.Target])).Distinct()], waiting);
    }

    private async Task<int> CheckAsync(BsonDocument slots, long now, CancellationToken cancellationToken)
    {
        string key = store.Keys.Name(slots[Field.Id]);
        BsonDocument[] entries = Entries(slots);
        Dictionary<BsonValue, BsonDocument> invocations = await InvocationsAsync(entries, cancellationToken).ConfigureAwait(false);
        BsonDocument[] unnamed = [.. entries.Where(e => !IsNamed(e, invocations))];
        long[] over = [.. unnamed.Where(e => !invocations.TryGetValue(e[Field.Target], out BsonDocument? it)
            || it.LongOrNull(Field.LastSlot) == e.Long(Field.Token) || e.Long(Field.At) < now - _abandoned).Select(e => e.Long(Field.Token))];
        if (over.Length > 0)
        {
            await _slots.UpdateOneAsync(new BsonDocument(Field.Id, slots[Field.Id]), Without(over), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        List<Route> handed = await HandOnAsync(key, store.App.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (unnamed.Length > 0 || handed.Count > 0)
        {
            // Looked at again by the next sweep, when nothing changes any more.
            return handed.Count;
        }

        var unchanged = new BsonDocument { { Field.Id, slots[Field.Id] }, { Field.Version, slots[Field.Version] } };
        await (entries.Length == 0
            ? (Task)_slots.DeleteOneAsync(unchanged, cancellationToken)
            : _slots.UpdateOneAsync(unchanged, new BsonDocument("$unset", new BsonDocument(Field.CheckAt, "")), cancellationToken: cancellationToken)).ConfigureAwait(false);
        return 0;
    }

    /// <summary>The invocations that have entries, by their keys.</summary>
    private async Task<Dictionary<BsonValue, BsonDocument>> InvocationsAsync(BsonDocument[] entries, CancellationToken cancellationToken)
    {
        var invocations = new Dictionary<BsonValue, BsonDocument>();
        foreach (BsonValue[] some in entries.Select(e => e[Field.Target]).Distinct().Chunk(Batch.MostIds))
        {
            foreach (BsonDocument found in await store.Invocations.Matching(new BsonDocument(Field.Id, Bson.In(some)))
                .Project<BsonDocument>(new BsonDocument { { Field.Slot, 1 }, { Field.LastSlot, 1 } }).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                invocations[found[Field.Id]] = found;
            }
        }

        return invocations;
    }

    private static bool IsNamed(BsonDocument entry, Dictionary<BsonValue, BsonDocument> invocations) =>
        invocations.TryGetValue(entry[Field.Target], out BsonDocument? it) && it.LongOrNull(Field.Slot) == entry.Long(Field.Token);

    /// <returns>False when it was there already.</returns>
    private async Task<bool> CreateAsync(string key, CancellationToken cancellationToken)
    {
        var created = new BsonDocument
        {
            { Field.Id, store.Keys.Of(key) }, { Field.App, store.App.AppId.Value }, { Field.Holders, new BsonArray() }, { Field.Version, 0L },
        };
        try
        {
            if (await _slots.Matching(new BsonDocument(Field.Id, created[Field.Id])).AnyAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            await _slots.InsertOneAsync(created, options: null, cancellationToken).ConfigureAwait(false);
        }
        catch (MongoWriteException met) when (met.WriteError?.Code == MongoErrors.DuplicateKey)
        {
            // Another has just made it, and it may have free slots.
        }

        return true;
    }

    private BsonDocument InLine(string key)
    {
        BsonDocument line = store.Mine();
        line.Add(Field.Line, key);
        return line;
    }

    private async ValueTask<BsonDocument> MarkAsync(CancellationToken cancellationToken) => new()
    {
        { "$min", new BsonDocument(Field.CheckAt, await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false) + Settling.Ticks) },
        { "$inc", new BsonDocument(Field.Version, 1L) },
    };

    private static BsonDocument Without(long[] tokens) => new()
    {
        { "$pull", new BsonDocument(Field.Holders, new BsonDocument(Field.Token, Bson.In(tokens.Select(t => (BsonValue)t)))) },
        { "$inc", new BsonDocument(Field.Version, 1L) },
    };

    private static BsonDocument[] Entries(BsonDocument? slots) => slots is null ? [] : [.. slots[Field.Holders].AsBsonArray.Select(e => e.AsBsonDocument)];
}
