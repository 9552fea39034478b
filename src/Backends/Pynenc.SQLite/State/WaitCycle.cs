namespace Pynenc.SQLite;

/// <summary>Looks for a way from what is waited for back to the waiter, along the edges of paused invocations.</summary>
internal static class WaitCycle
{
    private static readonly SqlText FindId = new("SELECT id FROM {invocation} WHERE number = ?1");

    /// <summary>The cycle the new wait would close, beginning with the waiter; empty when there is none.</summary>
    public static IReadOnlyList<InvocationId> Find(
        WriteTransaction transaction, long waiter, IReadOnlyList<(long Number, InvocationStatus Status)> waited)
    {
        // Maps each invocation reached to the one that waits for it.
        var reachedFrom = new Dictionary<long, long>();
        var open = new Queue<(long Number, InvocationStatus Status)>();
        Reach(waiter, waited, reachedFrom, open);

        // Without a wait for the waiter there is no way back, and most waits end here.
        if (!reachedFrom.ContainsKey(waiter) && !Edges.AnyInto(transaction, waiter))
        {
            return [];
        }

        var next = new List<(long Number, InvocationStatus Status)>();
        while (!reachedFrom.ContainsKey(waiter) && open.TryDequeue(out (long Number, InvocationStatus Status) node))
        {
            if (node.Status == InvocationStatus.Paused)
            {
                next.Clear();
                Edges.ReadFrom(transaction, node.Number, next);
                Reach(node.Number, next, reachedFrom, open);
            }
        }

        return reachedFrom.ContainsKey(waiter) ? Path(transaction, waiter, reachedFrom) : [];
    }

    private static void Reach(
        long from,
        IReadOnlyList<(long Number, InvocationStatus Status)> nodes,
        Dictionary<long, long> reachedFrom,
        Queue<(long Number, InvocationStatus Status)> open)
    {
        foreach ((long Number, InvocationStatus Status) node in nodes)
        {
            if (reachedFrom.TryAdd(node.Number, from))
            {
                open.Enqueue(node);
            }
        }
    }

    private static List<InvocationId> Path(WriteTransaction transaction, long waiter, Dictionary<long, long> reachedFrom)
    {
        var path = new List<InvocationId>();
        long node = waiter;
        do
        {
            node = reachedFrom[node];
            path.Add(Id(transaction, node));
        }
        while (node != waiter);

        path.Reverse();
        return path;
    }

    private static InvocationId Id(WriteTransaction transaction, long number)
    {
        SQLiteStatement row = transaction.Use(FindId).Bind(1, number);
        row.Step();
        return new InvocationId(row.Guid(0));
    }
}
