using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>The documents of one collection that stand in a queue: entries of the broker, or the invocations themselves.</summary>
/// <remarks>
/// Higher priority first, first in first out among equals, across all wanted queues. What is hidden until a time stands apart in the
/// index, and is shown when its time has come, so that a look never steps over it.
/// </remarks>
internal sealed class WorkQueue(MongoStore store, IMongoCollection<BsonDocument> documents)
{
    /// <summary>How long what is known of hidden documents and of the names of queues is good enough.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private static readonly BsonDocument Order = new() { { Field.Rank, 1 }, { Field.Turn, 1 }, { Field.Place, 1 } };
    private static readonly BsonDocument Hidden = new("$gt", 0L);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private string[] _names = [];
    private long _namesAt;
    private long _hiddenAt;
    private long _nextDue = long.MaxValue;

    /// <summary>When the next hidden document shows, in ticks, as far as this process knows.</summary>
    public long NextDue => Interlocked.Read(ref _nextDue);

    /// <summary>Something of this process is hidden until then.</summary>
    public void NoteDue(long due)
    {
        long known;
        while (due < (known = Interlocked.Read(ref _nextDue)) && Interlocked.CompareExchange(ref _nextDue, due, known) != known)
        {
        }
    }

    /// <summary>Lets one taker of this process at a time look and take, because two would only find the same.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_gate);
    }

    /// <summary>The first receivable documents of the wanted queues, in order.</summary>
    /// <param name="queues">The queues; empty for all.</param>
    /// <param name="count">The most documents wanted.</param>
    /// <param name="fields">The fields wanted; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<List<BsonDocument>> HeadAsync(
        IReadOnlyList<QueueName> queues, int count, BsonDocument? fields, CancellationToken cancellationToken)
    {
        if (!await LookAtHiddenAsync(cancellationToken).ConfigureAwait(false))
        {
            return [];
        }

        if (queues.Count > 0)
        {
            return await FindAsync([.. queues.Select(q => q.Value)], count, fields, cancellationToken).ConfigureAwait(false);
        }

        string[] names = Volatile.Read(ref _names);
        bool isFresh = names.Length > 0 && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _namesAt)) < Fresh;
        List<BsonDocument> found = isFresh ? await FindAsync(names, count, fields, cancellationToken).ConfigureAwait(false) : [];
        if (found.Count == count)
        {
            return found;
        }

        string[] present = await NamesAsync(cancellationToken).ConfigureAwait(false);
        return isFresh && present.All(names.Contains) ? found : await FindAsync(present, count, fields, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many are receivable.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        BsonDocument visible = Visible(new BsonDocument { { "$gte", 0L }, { "$lte", now } });
        return await documents.CountDocumentsAsync(visible, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shows what has fallen due, and learns when the next does.</summary>
    /// <returns>False when it is certain that nothing is receivable.</returns>
    private async Task<bool> LookAtHiddenAsync(CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        bool isKnown = store.App.IsRealTime && NextDue > now && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _hiddenAt)) < Fresh;
        if (isKnown)
        {
            return true;
        }

        // The first by that time says at once whether anything is there at all, which an idle process asks most.
        Interlocked.Exchange(ref _nextDue, long.MaxValue);
        long? first = await FirstVisibleAsync(new BsonDocument("$gte", 0L), cancellationToken).ConfigureAwait(false);
        bool isReady = first == 0;
        long? hidden = isReady ? await FirstVisibleAsync(Hidden, cancellationToken).ConfigureAwait(false) : first;
        if (hidden <= now)
        {
            isReady = true;
            await documents.UpdateManyAsync(
                Visible(new BsonDocument { { "$gt", 0L }, { "$lte", now } }),
                new BsonDocument { { "$set", new BsonDocument(Field.Visible, 0L) }, { "$unset", new BsonDocument(Field.Receipt, "") } },
                cancellationToken: cancellationToken).ConfigureAwait(false);
            hidden = await FirstVisibleAsync(Hidden, cancellationToken).ConfigureAwait(false);
        }

        NoteDue(hidden ?? long.MaxValue);
        Volatile.Write(ref _hiddenAt, TimeProvider.System.GetTimestamp());
        return isReady;
    }

    private async Task<long?> FirstVisibleAsync(BsonDocument condition, CancellationToken cancellationToken)
    {
        BsonDocument? first = await documents.Matching(Visible(condition))
            .Sort(new BsonDocument(Field.Visible, 1))
            .Project<BsonDocument>(new BsonDocument { { Field.Id, 0 }, { Field.Visible, 1 } })
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return first?.Long(Field.Visible);
    }

    private Task<List<BsonDocument>> FindAsync(string[] names, int count, BsonDocument? fields, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
        {
            return Task.FromResult(new List<BsonDocument>());
        }

        BsonDocument ready = Visible(0L);
        ready.Add(Field.Queue, names.Length == 1 ? names[0] : Bson.In(names));
        IFindFluent<BsonDocument, BsonDocument> found = documents.Matching(ready).Sort(Order).Limit(count);
        return (fields is null ? found : found.Project<BsonDocument>(fields)).ToListAsync(cancellationToken);
    }

    /// <summary>The queues in which something is receivable, by one step into the index each.</summary>
    private async Task<string[]> NamesAsync(CancellationToken cancellationToken)
    {
        using IAsyncCursor<string> names =
            await documents.DistinctAsync<string>(Field.Queue, Visible(0L), cancellationToken: cancellationToken).ConfigureAwait(false);
        string[] present = [.. await names.ToListAsync(cancellationToken).ConfigureAwait(false)];
        Volatile.Write(ref _names, present);
        Volatile.Write(ref _namesAt, TimeProvider.System.GetTimestamp());
        return present;
    }

    private BsonDocument Visible(BsonValue condition)
    {
        BsonDocument filter = store.Mine();
        filter.Add(Field.Visible, condition);
        return filter;
    }
}
