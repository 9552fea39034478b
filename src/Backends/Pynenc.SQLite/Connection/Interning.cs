namespace Pynenc.SQLite;

/// <summary>The numbers of task, queue and runner names, as the writer knows them.</summary>
/// <remarks>What a transaction added is kept only once it is committed; a purge, here or in another process, voids all.</remarks>
internal sealed class Interning
{
    private static readonly SqlText FindTask = new("SELECT number FROM {task} WHERE name = ?1");
    private static readonly SqlText AddTask = new("INSERT INTO {task} (name) VALUES (?1) RETURNING number");
    private static readonly SqlText FindQueue = new("SELECT number FROM {queue} WHERE name = ?1");
    private static readonly SqlText AddQueue = new("INSERT INTO {queue} (name) VALUES (?1) RETURNING number");
    private static readonly SqlText FindRunner = new("SELECT number FROM {runner} WHERE id = ?1");
    private static readonly SqlText AddRunner = new("INSERT INTO {runner} (id) VALUES (?1) RETURNING number");

    private const int MaxRunners = 10_000;

    private readonly Dictionary<string, long> _tasks = [];
    private readonly Dictionary<string, long> _queues = [];
    private readonly Dictionary<Guid, long> _runners = [];
    private long _generation = -1;
    private bool _isDirty;

    /// <summary>The way back, for the writer alone: it may see numbers that are not committed yet.</summary>
    public NameCache Names { get; } = new();

    public long Task(SQLiteLink link, string name) =>
        _tasks.TryGetValue(name, out long number) ? number : Learn(link, _tasks, name, FindTask, AddTask);

    public long Queue(SQLiteLink link, string name) =>
        _queues.TryGetValue(name, out long number) ? number : Learn(link, _queues, name, FindQueue, AddQueue);

    /// <summary>The number of a runner, given when it is first seen.</summary>
    public long Runner(SQLiteLink link, Guid id)
    {
        if (FindRunnerNumber(link, id) is { } known)
        {
            return known;
        }

        _isDirty = true;
        SQLiteStatement add = link.Use(AddRunner).Bind(1, id);
        add.Step();
        long number = add.Long(0);
        add.Run();
        return _runners[id] = number;
    }

    /// <summary>The number of a runner, or null when it was never seen.</summary>
    public long? FindRunnerNumber(SQLiteLink link, Guid id)
    {
        if (_runners.TryGetValue(id, out long number))
        {
            return number;
        }

        SQLiteStatement find = link.Use(FindRunner).Bind(1, id);
        if (!find.Step())
        {
            return null;
        }

        if (_runners.Count >= MaxRunners)
        {
            _runners.Clear();
        }

        number = find.Long(0);
        find.Reset();
        return _runners[id] = number;
    }

    /// <summary>Forgets everything when the application was purged since.</summary>
    public void Follow(long generation)
    {
        if (generation != _generation)
        {
            Clear();
            _generation = generation;
        }
    }

    /// <summary>The transaction was committed.</summary>
    public void Keep() => _isDirty = false;

    /// <summary>The transaction was rolled back.</summary>
    public void Drop()
    {
        if (_isDirty)
        {
            Clear();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _tasks.Clear();
        _queues.Clear();
        _runners.Clear();
        Names.Clear();
        _isDirty = false;
    }

    private long Learn(SQLiteLink link, Dictionary<string, long> known, string name, SqlText findSql, SqlText addSql)
    {
        SQLiteStatement find = link.Use(findSql).Bind(1, name);
        if (!find.Step())
        {
            _isDirty = true;
            find = link.Use(addSql).Bind(1, name);
            find.Step();
        }

        long number = find.Long(0);
        find.Run();
        return known[name] = number;
    }
}
