using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pynenc.SQLite;

/// <summary>A few connections for reading. A reader never waits for the writer, nor the writer for a reader.</summary>
internal sealed class SQLiteReaders(SQLiteLocation location) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(location.Options.Readers, location.Options.Readers);
    private readonly ConcurrentBag<SQLiteLink> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Takes a connection, or waits until one is free. Dispose to give it back.</summary>
    public async ValueTask<ReaderLease> RentAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Take();
    }

    /// <summary>Takes a connection, blocking until one is free.</summary>
    public ReaderLease Rent()
    {
        _free.Wait();
        return Take();
    }

    /// <summary>Takes back a connection.</summary>
    public void Return(SQLiteLink link)
    {
        link.ResetAll();
        if (link.IsInTransaction)
        {
            _ = link.TryExecute("ROLLBACK");
        }

        _idle.Add(link);
        _free.Release();
    }

    /// <summary>Refuses new readers, and completes when the last one in use has come back and all are closed.</summary>
    /// <remarks>A connection that opened the file only after the rest had closed would leave its -wal and -shm behind.</remarks>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        int readers = location.Options.Readers;
        for (int i = 0; i < readers; i++)
        {
            await _free.WaitAsync().ConfigureAwait(false);
        }

        while (_idle.TryTake(out SQLiteLink? link))
        {
            link.Dispose();
        }

        // Whoever waited meanwhile is told that it is closed.
        _free.Release(readers);
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The lease gives it back.")]
    private ReaderLease Take()
    {
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new ReaderLease(this, _idle.TryTake(out SQLiteLink? link) ? link : Open());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    private SQLiteLink Open()
    {
        SQLiteLink link = SQLiteLink.Open(location, mayCreate: false);
        link.WaitWhenBusy(location.Options.BusyTimeout);
        link.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY");
        return link;
    }
}
