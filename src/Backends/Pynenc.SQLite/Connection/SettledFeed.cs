using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads what other processes settled, when the bell rings or the safety poll comes, and tells whoever listens.</summary>
/// <remarks>One look at a time, so that a listener is never called twice at once.</remarks>
internal sealed class SettledFeed(SQLiteDatabase database, ILogger logger)
{
    private static readonly SqlText ReadLast = new("SELECT last_settled FROM {ledger}");

    private static readonly SqlText ReadSince = new(
        "SELECT number, CASE WHEN origin = ?2 THEN NULL ELSE ids END FROM {settled} WHERE number > ?1 ORDER BY number LIMIT 1000");

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<InvocationId> _own = new();
    private Action<IReadOnlyList<InvocationId>>[] _listeners = [];
    private ITimer? _poll;
    private long _last;
    private int _looks;
    private bool _isStopped;

    /// <summary>Calls a listener from now on. Disposing the answer ends it.</summary>
    public IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener)
    {
        lock (_gate)
        {
            if (_listeners.Length == 0)
            {
                Volatile.Write(ref _last, Last());
            }

            _listeners = [.. _listeners, listener];
            TimeSpan interval = database.Location.Options.SafetyPoll;
            _poll ??= _isStopped ? null : database.App.Time.CreateTimer(_ => Look(), null, interval, interval);
        }

        return new Subscription(this, listener);
    }

    /// <summary>Something may have settled elsewhere. Returns at once; many calls become few reads.</summary>
    public void Look()
    {
        if (Volatile.Read(ref _listeners).Length > 0 && Interlocked.Increment(ref _looks) == 1)
        {
            _ = LookAsync();
        }
    }

    /// <summary>Tells what this process settled in a step whose answer does not say so. Returns at once.</summary>
    public void Tell(IReadOnlyList<InvocationId> ids)
    {
        if (ids.Count > 0 && Volatile.Read(ref _listeners).Length > 0)
        {
            foreach (InvocationId id in ids)
            {
                _own.Enqueue(id);
            }

            Look();
        }
    }

    /// <summary>Ends the polling; nothing is told any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _listeners = [];
            _poll?.Dispose();
            _poll = null;
        }
    }

    private void Unsubscribe(Action<IReadOnlyList<InvocationId>> listener)
    {
        lock (_gate)
        {
            int index = Array.IndexOf(_listeners, listener);
            if (index >= 0)
            {
                _listeners = [.. _listeners[..index], .. _listeners[(index + 1)..]];
            }

            if (_listeners.Length == 0)
            {
                _poll?.Dispose();
                _poll = null;
            }
        }
    }

    private async Task LookAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _looks);
            try
            {
                TellOwn();
                await ReadAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is not ObjectDisposedException)
            {
                logger.SettledReadFailed(error);
            }
            catch (ObjectDisposedException)
            {
                // Closed meanwhile: nobody is left to be told.
            }
        }
        while (Interlocked.Add(ref _looks, -seen) != 0);
    }

    private void TellOwn()
    {
        List<InvocationId> ids = [];
        while (_own.TryDequeue(out InvocationId id))
        {
            ids.Add(id);
        }

        CallListeners(ids);
    }

    private async ValueTask ReadAsync()
    {
        bool isMore;
        do
        {
            List<InvocationId> ids = [];
            isMore = false;
            using (ReaderLease lease = await database.ReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                isMore = ReadRows(lease.Link, ids);
            }

            CallListeners(ids);
        }
        while (isMore);
    }

    private void CallListeners(List<InvocationId> ids)
    {
        if (ids.Count > 0)
        {
            foreach (Action<IReadOnlyList<InvocationId>> listener in Volatile.Read(ref _listeners))
            {
                listener(ids);
            }
        }
    }

    private long Last()
    {
        using ReaderLease lease = database.Read();
        SQLiteStatement last = lease.Link.Use(ReadLast);
        last.Step();
        return last.Long(0);
    }

    private bool ReadRows(SQLiteLink link, List<InvocationId> ids)
    {
        int rows = 0;
        SQLiteStatement row = link.Use(ReadSince).Bind(1, _last).Bind(2, database.Origin);
        while (row.Step())
        {
            rows++;
            Volatile.Write(ref _last, row.Long(0));
            ReadOnlySpan<byte> packed = row.Span(1);
            for (int start = 0; start + 16 <= packed.Length; start += 16)
            {
                ids.Add(new InvocationId(new Guid(packed.Slice(start, 16), bigEndian: true)));
            }
        }

        return rows == 1000;
    }

    private sealed class Subscription(SettledFeed feed, Action<IReadOnlyList<InvocationId>> listener) : IDisposable
    {
        public void Dispose() => feed.Unsubscribe(listener);
    }
}
