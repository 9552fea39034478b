using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Diagnostics;
using SQLitePCL;

namespace Pynenc.SQLite;

/// <summary>The writing connection and everything that is written once per commit instead of once per row.</summary>
internal sealed class WriteTransaction(SQLiteLink link, SQLiteLocation location, long origin, ILogger logger) : IDisposable
{
    private static readonly SqlText WriteSettled =
        new("INSERT INTO {settled} (number, origin, ids) VALUES (?1, ?2, ?3)");

    private static readonly SqlText TrimSettled = new("DELETE FROM {settled} WHERE number <= ?1");
    private static readonly SqlText AnyEdge = new("SELECT EXISTS (SELECT 1 FROM {edge})");

    /// <summary>How many commits back another process may read what settled; one that sleeps longer asks the store itself.</summary>
    private const int KeptCommits = 20_000;

    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _settled = new();
    private bool _madeAvailable;
    private bool? _hasEdges;

    /// <summary>The writing connection.</summary>
    public SQLiteLink Link => link;

    /// <summary>How many commits there were; with many callers fewer than calls.</summary>
    public long Commits { get; private set; }

    /// <summary>The numbers handed out last, and what else one row keeps.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>Names and their numbers.</summary>
    public Interning Interning { get; } = new();

    /// <summary>How many invocations of a task are in a status.</summary>
    public StatusCounter Counter { get; } = new();

    /// <summary>True when some invocation waits for another; spares most completions a look for edges.</summary>
    public bool HasEdges
    {
        get
        {
            if (_hasEdges is null)
            {
                SQLiteStatement any = Use(AnyEdge);
                _hasEdges = any.Step() && any.Long(0) != 0;
            }

            return _hasEdges.Value;
        }

        set => _hasEdges = value;
    }

    /// <summary>A prepared statement of the writing connection.</summary>
    public SQLiteStatement Use(SqlText sql) => link.Use(sql);

    /// <summary>The number of a task, given when it is first seen.</summary>
    public long Number(TaskId task) => Interning.Task(link, task.Value);

    /// <summary>The number of a queue, given when it is first seen.</summary>
    public long Number(QueueName queue) => Interning.Queue(link, queue.Value);

    /// <summary>The number of a runner, given when it is first seen.</summary>
    public long Number(RunnerId runner) => Interning.Runner(link, runner.Value);

    /// <summary>The number of a runner, or null when it was never seen.</summary>
    public long? Find(RunnerId runner) => Interning.FindRunnerNumber(link, runner.Value);

    /// <summary>The number of a runner, or null for none.</summary>
    public long? Number(RunnerId? runner) => runner is { } id ? Number(id) : null;

    /// <summary>Something came into a queue: whoever waits for work is woken after the commit.</summary>
    public void MarkAvailable() => _madeAvailable = true;

    /// <summary>An invocation settled: other processes are told after the commit.</summary>
    public void MarkSettled(InvocationId id)
    {
        id.Value.TryWriteBytes(_settled.GetSpan(16), bigEndian: true, out int written);
        _settled.Advance(written);
    }

    /// <summary>Takes the write lock, waiting for other processes up to the time-out.</summary>
    /// <exception cref="BackendUnavailableException">They did not let go in time; nothing was done.</exception>
    public void Begin()
    {
        FailPoint.Hit(SQLiteFailPoints.CommitBefore);
        Forget();
        long start = Stopwatch.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            int code = link.TryExecute("BEGIN IMMEDIATE");
            if (code == raw.SQLITE_OK)
            {
                break;
            }

            if ((code & 0xFF) != raw.SQLITE_BUSY)
            {
                throw link.Error(code);
            }

            if (Stopwatch.GetElapsedTime(start) > location.Options.BusyTimeout)
            {
                throw SQLiteErrors.Busy(location.Path, location.Options);
            }

            Backoff.Wait(attempt);
        }

        if (Stopwatch.GetElapsedTime(start) is var waited && waited > LongWait)
        {
            logger.LongBusy(location.Path, waited.TotalMilliseconds);
        }

        Ledger.Load(link);
        Interning.Follow(Ledger.Generation);
    }

    /// <summary>Ends the readings of one caller's step.</summary>
    public void EndStep() => link.ResetAll();

    /// <summary>Writes what is written once per commit, and commits.</summary>
    public CommitEffects Commit()
    {
        bool settled = _settled.WrittenCount > 0;
        if (settled)
        {
            long number = Ledger.NextSettled();
            Use(WriteSettled).Bind(1, number).Bind(2, origin).Bind(3, _settled.WrittenSpan).Run();
            Use(TrimSettled).Bind(1, number - KeptCommits).Run();
        }

        Counter.Save(link);
        Ledger.Save(link);
        link.ResetAll();
        FailPoint.Hit(SQLiteFailPoints.CommitAfterStatements);
        link.Execute("COMMIT");
        FailPoint.Hit(SQLiteFailPoints.CommitAfter);
        Commits++;
        Interning.Keep();
        return new CommitEffects(_madeAvailable, settled);
    }

    /// <summary>Undoes everything since the begin. Harmless outside a transaction.</summary>
    public void Rollback()
    {
        link.ResetAll();
        if (link.IsInTransaction)
        {
            link.Execute("ROLLBACK");
        }

        Forget();
        Interning.Drop();
    }

    public void Dispose() => link.Dispose();

    /// <summary>Drops what was counted and noted since the begin: it was rolled back, or purged.</summary>
    public void Forget()
    {
        _settled.ResetWrittenCount();
        _madeAvailable = false;
        _hasEdges = null;
        Counter.Clear();
    }
}
