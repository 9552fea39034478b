using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>How the processes of an application tell each other of new work and of settled invocations: one small document each.</summary>
/// <remarks>
/// Whoever changes something counts up in its own document; the others read all of them. What is missed costs latency, never work. A
/// process that is alone writes nothing.
/// </remarks>
internal sealed class SignalBoard(MongoStore store) : IAsyncDisposable
{
    private const int MostGroups = 8;
    private const int MostIdsOfGroup = 512;
    private const int IdBytes = 16;

    /// <summary>Between two rings; so many calls become one write.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Presence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly IMongoCollection<BsonDocument> _board = store.Collection(CollectionNames.Signals).WithWriteConcern(WriteConcern.W1);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Protects what follows, up to the next blank line.</summary>
    private readonly Lock _gate = new();
    private Action<IReadOnlyList<InvocationId>>[] _listeners = [];
    private List<InvocationId> _pending = [];
    private bool _isRung;
    private bool _isRinging;

    private readonly Lock _telling = new();
    private readonly Dictionary<string, long> _seen = [];
    private long _rings;
    private long _announcedAt;
    private bool _hasPeers;
    private bool _hasLooked;
    private Task? _listening;

    /// <summary>The id of this process's own document.</summary>
    public string Me { get; } = store.Keys.Of(Guid.CreateVersion7());

    /// <summary>True when other processes of the application were there at the last look.</summary>
    public bool HasPeers => Volatile.Read(ref _hasPeers);

    /// <summary>Shows this process to the others, looks who is there, and listens from now on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await AnnounceAsync(cancellationToken).ConfigureAwait(false);
        await LookAsync(cancellationToken).ConfigureAwait(false);
        _listening = Task.Run(() => new SignalFeed(store, this).RunAsync(_stop.Token), CancellationToken.None);
    }

    public IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return new Subscription(this, listener);
    }

    /// <summary>Tells the others that there may be work, and what settled. Returns at once.</summary>
    public void Ring(IReadOnlyList<InvocationId>? settled = null)
    {
        if (!HasPeers || _stop.IsCancellationRequested)
        {
            return;
        }

        lock (_gate)
        {
            _isRung = true;
            if (settled is not null && _pending.Count < MostIdsOfGroup)
            {
                _pending.AddRange(settled.Take(MostIdsOfGroup - _pending.Count));
            }

            if (_isRinging)
            {
                return;
            }

            _isRinging = true;
        }

        _ = Task.Run(RingAsync, CancellationToken.None);
    }

    /// <summary>Tells the others, and those who listen in this process, of what settled without anybody having asked for it.</summary>
    public void RingHereToo(IReadOnlyList<InvocationId> settled)
    {
        Tell(settled);
        Ring(settled);
    }

    /// <summary>True when this process has told something a moment ago: an answer may be on its way.</summary>
    public bool HasJustRung => Interlocked.Read(ref _rings) > 0 && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _announcedAt)) < Pause * 5;

    /// <summary>True when the others would soon take this process for dead.</summary>
    public bool IsPresenceDue => TimeProvider.System.GetElapsedTime(Volatile.Read(ref _announcedAt)) >= Presence;

    /// <summary>Shows that this process is there.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var set = new BsonDocument { { Field.App, store.App.AppId.Value }, { Field.At, await NowAsync(cancellationToken).ConfigureAwait(false) } };
        await WriteAsync(new BsonDocument("$set", set), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what the others have to tell. Never called twice at once.</summary>
    /// <returns>True when there was something new.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        List<BsonDocument> board = await _board.Matching(store.Mine()).ToListAsync(cancellationToken).ConfigureAwait(false);
        DateTime alive = (await NowAsync(cancellationToken).ConfigureAwait(false)).ToUniversalTime() - (Presence * 3);
        bool hasPeers = false;
        bool isNew = false;
        var settled = new List<InvocationId>();
        foreach (BsonDocument other in board.Where(b => b[Field.Id] != Me))
        {
            string key = other[Field.Id].AsString;
            hasPeers |= other[Field.At].ToUniversalTime() > alive;
            long rings = other.LongOrNull(Field.Rings) ?? 0;
            if (_seen.TryGetValue(key, out long seen) && seen == rings)
            {
                continue;
            }

            // At the first look nobody has listened yet; later, one that was not there before has told nothing that was heard.
            isNew = true;
            if (_hasLooked)
            {
                AddSettled(settled, other, seen);
            }

            _seen[key] = rings;
        }

        _hasLooked = true;
        Volatile.Write(ref _hasPeers, hasPeers);
        if (isNew)
        {
            store.Work.Pulse();
            Tell(settled);
        }

        return isNew;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_listening is not null)
        {
            await _listening.ConfigureAwait(false);
            try
            {
                using var limit = new CancellationTokenSource(Farewell);
                await _board.DeleteOneAsync(new BsonDocument(Field.Id, Me), limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is MongoException or TimeoutException or OperationCanceledException)
            {
                // It expires by itself.
            }
        }

        _stop.Dispose();
    }

    private async Task RingAsync()
    {
        while (true)
        {
            List<InvocationId> settled;
            lock (_gate)
            {
                if (!_isRung)
                {
                    _isRinging = false;
                    return;
                }

                (_isRung, settled, _pending) = (false, _pending, []);
            }

            try
            {
                await WriteRingAsync(settled, _stop.Token).ConfigureAwait(false);
                await Task.Delay(Pause, TimeProvider.System, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!_stop.IsCancellationRequested)
                {
                    store.Logger.RingFailed(error);
                }
            }
        }
    }

    private async Task WriteRingAsync(List<InvocationId> settled, CancellationToken cancellationToken)
    {
        long ring = Interlocked.Increment(ref _rings);
        var set = new BsonDocument
        {
            { Field.App, store.App.AppId.Value }, { Field.At, await NowAsync(cancellationToken).ConfigureAwait(false) }, { Field.Rings, ring },
        };
        var update = new BsonDocument("$set", set);
        if (settled.Count > 0)
        {
            byte[] ids = new byte[settled.Count * IdBytes];
            for (int i = 0; i < settled.Count; i++)
            {
                settled[i].Value.TryWriteBytes(ids.AsSpan(i * IdBytes), bigEndian: true, out _);
            }

            var group = new BsonDocument { { Field.Rings, ring }, { Field.Settled, new BsonBinaryData(ids) } };
            update.Add("$push", new BsonDocument(Field.Settled, new BsonDocument { { "$each", new BsonArray { group } }, { "$slice", -MostGroups } }));
        }

        await WriteAsync(update, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(BsonDocument update, CancellationToken cancellationToken)
    {
        await _board.UpdateOneAsync(
            new BsonDocument(Field.Id, Me), update, new UpdateOptions { IsUpsert = true }, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _announcedAt, TimeProvider.System.GetTimestamp());
    }

    /// <summary>Always a real time, because the server removes what is old.</summary>
    private async ValueTask<BsonDateTime> NowAsync(CancellationToken cancellationToken)
    {
        long ticks = store.App.IsRealTime
            ? await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false)
            : TimeProvider.System.GetUtcNow().UtcTicks;
        return new BsonDateTime(new DateTime(ticks, DateTimeKind.Utc));
    }

    private static void AddSettled(List<InvocationId> settled, BsonDocument other, long seen)
    {
        if (!other.TryGetValue(Field.Settled, out BsonValue? groups))
        {
            return;
        }

        foreach (BsonDocument group in groups.AsBsonArray.Select(g => g.AsBsonDocument).Where(g => g.Long(Field.Rings) > seen))
        {
            byte[] ids = group[Field.Settled].AsByteArray;
            for (int at = 0; at + IdBytes <= ids.Length; at += IdBytes)
            {
                settled.Add(new InvocationId(new Guid(ids.AsSpan(at, IdBytes), bigEndian: true)));
            }
        }
    }

    private void Tell(IReadOnlyList<InvocationId> settled)
    {
        if (settled.Count == 0)
        {
            return;
        }

        // A listener is never called twice at once.
        lock (_telling)
        {
            foreach (Action<IReadOnlyList<InvocationId>> listener in Volatile.Read(ref _listeners))
            {
                try
                {
                    listener(settled);
                }
                catch (Exception error)
                {
                    store.Logger.ListenerFailed(error);
                }
            }
        }
    }

    private sealed class Subscription(SignalBoard board, Action<IReadOnlyList<InvocationId>> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (board._gate)
            {
                board._listeners = [.. board._listeners.Where(l => l != listener)];
            }
        }
    }
}
