using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The one thread that writes. Whatever gathers while one transaction commits is the next transaction.</summary>
/// <remarks>
/// Each caller is told only after the commit, so a group of a hundred callers pays for one commit and each has the promise of
/// its own. A step that throws is rolled back with its group, and the others are then run one by one.
/// </remarks>
internal sealed class SQLiteWriter
{
    /// <summary>The rows of one transaction, at most, so that nobody waits behind an endless group.</summary>
    private const int MaxWeight = 4096;

    private readonly Queue<WriteOperation> _queue = new();
    private readonly List<WriteOperation> _group = [];
    private readonly object _gate = new();
    private readonly SQLiteLocation _location;
    private readonly ILogger _logger;
    private readonly WriteTransaction _transaction;
    private readonly Action<CommitEffects> _committed;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStopping;
    private Exception? _death;

    public SQLiteWriter(
        SQLiteLocation location, WriteTransaction transaction, ILogger logger, Action<CommitEffects> committed)
    {
        _location = location;
        _logger = logger;
        _transaction = transaction;
        _committed = committed;
        _thread = new Thread(Loop) { IsBackground = true, Name = "Pynenc SQLite writer" };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Queues a step; completes after its commit. Not cancellable once queued: it may be committed already.</summary>
    public Task<T> SubmitAsync<T>(WriteOperation<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfClosed();
            _queue.Enqueue(operation);
            if (_queue.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }

        return operation.Done;
    }

    /// <summary>Writes what is queued, refuses more, and completes when the thread has ended. A database that stays locked fails what is queued.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        return _ended.Task;
    }

    private void ThrowIfClosed()
    {
        if (_death is not null)
        {
            throw Died(_death);
        }

        ObjectDisposedException.ThrowIf(_isStopping, this);
    }

    private BackendException Died(Exception cause) => new(
        $"The writer of '{_location.Path}' has stopped after a fault: {cause.Message} Nothing more is written; start the application again, and report the fault.", isTransient: false, cause);

    private void Loop()
    {
        try
        {
            while (TakeGroup())
            {
                RunGroup(_group);
                _group.Clear();
            }
        }
        catch (Exception error)
        {
            Die(error);
        }

        try
        {
            _transaction.Dispose();
        }
        catch (Exception error) when (error is SqliteException or BackendException)
        {
            // The file is released with the handle; whoever closes the application must not wait for ever.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private bool TakeGroup()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_isStopping)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            int weight = 0;
            while (weight < MaxWeight && _queue.TryDequeue(out WriteOperation? operation))
            {
                _group.Add(operation);
                weight += operation.Weight;
            }

            return true;
        }
    }

    private void RunGroup(List<WriteOperation> group)
    {
        if (!TryBegin(group) || !TryRun(group))
        {
            return;
        }

        CommitEffects effects;
        try
        {
            effects = _transaction.Commit();
        }
        catch (Exception error)
        {
            _transaction.Rollback();
            FailAll(group, error);
            return;
        }

        foreach (WriteOperation operation in group)
        {
            operation.Complete();
        }

        _committed(effects);
    }

    private bool TryBegin(List<WriteOperation> group)
    {
        try
        {
            _transaction.Begin();
            return true;
        }
        catch (Exception error)
        {
            _transaction.Rollback();
            FailAll(group, error);
            if (error is BackendUnavailableException)
            {
                FailQueuedWhenStopping(error);
            }

            return false;
        }
    }

    /// <summary>Whoever closes the application waits for another's lock once, not once for each group.</summary>
    private void FailQueuedWhenStopping(Exception error)
    {
        WriteOperation[] left;
        lock (_gate)
        {
            if (!_isStopping)
            {
                return;
            }

            left = [.. _queue];
            _queue.Clear();
        }

        FailAll(left, error);
    }

    private bool TryRun(List<WriteOperation> group)
    {
        for (int i = 0; i < group.Count; i++)
        {
            try
            {
                group[i].Run(_transaction);
                _transaction.EndStep();
            }
            catch (Exception error)
            {
                _transaction.Rollback();
                group[i].Fail(error);
                RunApart(group, except: i);
                return false;
            }
        }

        return true;
    }

    private void RunApart(List<WriteOperation> group, int except)
    {
        for (int i = 0; i < group.Count; i++)
        {
            if (i != except)
            {
                RunGroup([group[i]]);
            }
        }
    }

    private static void FailAll(IReadOnlyList<WriteOperation> group, Exception error)
    {
        foreach (WriteOperation operation in group)
        {
            operation.Fail(error);
        }
    }

    private void Die(Exception error)
    {
        WriteOperation[] left;
        lock (_gate)
        {
            _death = error;
            left = [.. _group, .. _queue];
            _queue.Clear();
        }

        FailAll(left, Died(error));
        try
        {
            _logger.WriterDied(_location.Path, error);
        }
        catch (Exception)
        {
            // What escapes from a thread ends the process; the callers have been told.
        }
    }
}
