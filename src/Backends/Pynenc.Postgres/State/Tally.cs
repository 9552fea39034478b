namespace Pynenc.Postgres;

/// <summary>What a transaction adds to the counters by task and status.</summary>
internal sealed class Tally
{
    private static readonly SqlText Insert = new(
        "INSERT INTO {s}.tally (app, task, status, delta) SELECT $2, task, status, delta FROM unnest($3::text[], $4::smallint[], $5::bigint[]) AS t (task, status, delta)");

    private readonly Dictionary<(string Task, InvocationStatus Status), long> _deltas = [];

    /// <summary>One invocation left a status for another.</summary>
    public void Move(string task, InvocationStatus from, InvocationStatus to)
    {
        Change(task, from, -1);
        Change(task, to, 1);
    }

    /// <summary>Adds the statement that stores it, when there is something to store.</summary>
    public void AddTo(Commands commands)
    {
        (string Task, InvocationStatus Status, long Delta)[] changed = [.. _deltas.Where(d => d.Value != 0).Select(d => (d.Key.Task, d.Key.Status, d.Value))];
        if (changed.Length > 0)
        {
            commands.Add(Insert)
                .With(changed.Select(c => c.Task).ToArray())
                .With(changed.Select(c => (short)c.Status).ToArray())
                .With(changed.Select(c => c.Delta).ToArray());
        }
    }

    private void Change(string task, InvocationStatus status, long by)
    {
        _deltas.TryGetValue((task, status), out long delta);
        _deltas[(task, status)] = delta + by;
    }
}
