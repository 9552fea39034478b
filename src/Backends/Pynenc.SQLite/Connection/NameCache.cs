using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>What the numbers of tasks, queues and runners stand for. A number is never given to another name.</summary>
internal sealed class NameCache
{
    private static readonly SqlText ReadTask = new("SELECT name FROM {task} WHERE number = ?1");
    private static readonly SqlText ReadQueue = new("SELECT name FROM {queue} WHERE number = ?1");
    private static readonly SqlText ReadRunner = new("SELECT id FROM {runner} WHERE number = ?1");

    private const int MaxRunners = 10_000;

    private readonly ConcurrentDictionary<long, TaskId> _tasks = new();
    private readonly ConcurrentDictionary<long, QueueName> _queues = new();
    private readonly ConcurrentDictionary<long, RunnerId> _runners = new();

    public TaskId Task(SQLiteLink link, long number)
    {
        if (!_tasks.TryGetValue(number, out TaskId task))
        {
            SQLiteStatement row = Read(link, ReadTask, number);
            task = new TaskId(row.Text(0));
            row.Reset();
            _tasks[number] = task;
        }

        return task;
    }

    public QueueName Queue(SQLiteLink link, long number)
    {
        if (!_queues.TryGetValue(number, out QueueName queue))
        {
            SQLiteStatement row = Read(link, ReadQueue, number);
            queue = new QueueName(row.Text(0));
            row.Reset();
            _queues[number] = queue;
        }

        return queue;
    }

    public RunnerId Runner(SQLiteLink link, long number)
    {
        if (!_runners.TryGetValue(number, out RunnerId runner))
        {
            SQLiteStatement row = Read(link, ReadRunner, number);
            runner = new RunnerId(row.Guid(0));
            row.Reset();
            if (_runners.Count >= MaxRunners)
            {
                _runners.Clear();
            }

            _runners[number] = runner;
        }

        return runner;
    }

    public RunnerId? Runner(SQLiteLink link, long? number) => number is { } known ? Runner(link, known) : null;

    /// <summary>Forgets everything: a transaction that gave numbers was rolled back, and they may be given again.</summary>
    public void Clear()
    {
        _tasks.Clear();
        _queues.Clear();
        _runners.Clear();
    }

    private static SQLiteStatement Read(SQLiteLink link, SqlText sql, long number)
    {
        SQLiteStatement row = link.Use(sql).Bind(1, number);
        return row.Step()
            ? row
            : throw link.Damaged($"it refers to the number {number}, and '{sql.Template}' finds nothing");
    }
}
