namespace Pynenc.SQLite;

/// <summary>Moves what is available to run to the kind of queue this application is now configured with.</summary>
/// <remarks>
/// A change of the broker between two starts would otherwise strand what the old one had: entries in the queue of this
/// database nobody takes, or marks nobody routes.
/// </remarks>
internal sealed class AdoptOperation(bool isColocated, DateTimeOffset now) : WriteOperation<long>
{
    private static readonly SqlText ReadMode = new("SELECT colocated FROM {ledger}");
    private static readonly SqlText WriteMode = new("UPDATE {ledger} SET colocated = ?1");

    private static readonly SqlText Mark = new(
        "UPDATE {invocation} SET routing = 1 WHERE routing = 0 AND status IN (1, 4, 12)");

    private static readonly SqlText ReadRoutable = new(
        """
        SELECT i.id, i.number, i.not_before, c.queue, c.priority, i.traits FROM {invocation} i JOIN {call} c ON c.number = i.number
        WHERE i.routing IN (1, 2) ORDER BY i.number
        """);

    private static readonly SqlText Unmark = new("UPDATE {invocation} SET routing = 0, entry = ?2 WHERE number = ?1");

    protected override long Execute(WriteTransaction transaction)
    {
        SQLiteStatement mode = transaction.Use(ReadMode);
        mode.Step();
        long? before = mode.LongOrNull(0);
        mode.Reset();
        if (before == (isColocated ? 1 : 0))
        {
            return 0;
        }

        transaction.Use(WriteMode).Bind(1, isColocated ? 1 : 0).Run();
        return before is null ? 0 : isColocated ? Enqueue(transaction) : transaction.Use(Mark).RunCounted();
    }

    private long Enqueue(WriteTransaction transaction)
    {
        var routable = new List<(QueueEntry Entry, DateTimeOffset? NotBefore)>();
        SQLiteStatement row = transaction.Use(ReadRoutable);
        while (row.Step())
        {
            long number = row.Long(1);
            var entry = new QueueEntry(
                row.Long(3), QueueWriter.Rank(Priority.FromStore(row.Double(4))), transaction.Ledger.NextEntry(), new InvocationId(row.Guid(0)),
                number, TraitRow.LaneOf(transaction.Link, number, (Traits)row.Long(5)));
            routable.Add((entry, row.TimeOrNull(2)));
        }

        foreach ((QueueEntry entry, DateTimeOffset? notBefore) in routable)
        {
            QueueWriter.Enqueue(transaction, entry, notBefore, now);
            transaction.Use(Unmark).Bind(1, entry.Invocation).Bind(2, entry.Number).Run();
        }

        return routable.Count;
    }
}
