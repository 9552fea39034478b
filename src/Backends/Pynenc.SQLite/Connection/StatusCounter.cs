using System.Runtime.InteropServices;

namespace Pynenc.SQLite;

/// <summary>Counts invocations by task and status; a thousand transitions of one commit become a handful of updates.</summary>
internal sealed class StatusCounter
{
    private static readonly SqlText Add = new(
        """
        INSERT INTO {counter} (task, status, count) VALUES (?1, ?2, ?3)
        ON CONFLICT (task, status) DO UPDATE SET count = count + excluded.count
        """);

    private readonly Dictionary<(long Task, InvocationStatus Status), long> _deltas = [];

    public void Enter(long task, InvocationStatus status) => Count(task, status, 1);

    public void Leave(long task, InvocationStatus status) => Count(task, status, -1);

    public void Move(long task, InvocationStatus from, InvocationStatus to)
    {
        if (from != to)
        {
            Count(task, from, -1);
            Count(task, to, 1);
        }
    }

    /// <summary>Drops what was counted since the begin: a rollback, or a purge.</summary>
    public void Clear() => _deltas.Clear();

    public void Save(SQLiteLink link)
    {
        foreach (((long task, InvocationStatus status), long delta) in _deltas)
        {
            if (delta != 0)
            {
                link.Use(Add).Bind(1, task).Bind(2, (long)status).Bind(3, delta).Run();
            }
        }

        _deltas.Clear();
    }

    private void Count(long task, InvocationStatus status, long delta) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_deltas, (task, status), out _) += delta;
}
