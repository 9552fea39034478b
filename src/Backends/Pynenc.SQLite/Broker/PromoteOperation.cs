namespace Pynenc.SQLite;

/// <summary>Moves queued entries ahead of their equals; what is not queued, received or not due is passed over.</summary>
internal sealed class PromoteOperation(IReadOnlyList<InvocationId> ids) : WriteOperation<bool>
{
    private static readonly SqlText Find = new(
        """
        SELECT i.entry, c.queue, c.priority FROM {invocation} i JOIN {call} c ON c.number = i.number
        WHERE i.id = ?1 AND i.entry IS NOT NULL
        """);

    private static readonly SqlText MoveFirst = new(
        """
        UPDATE {ready} SET rank = rank - ?4, invocation = NULL
        WHERE queue = ?1 AND rank = ?2 AND turn = ?3 AND number = ?3 AND rank - ?4 >= ?5
        """);

    private static readonly SqlText MoveAgain = new(
        "UPDATE {ready} SET rank = rank - ?2 WHERE id = ?1 AND invocation IS NULL AND rank - ?2 >= ?3");

    public override int Weight => ids.Count;

    protected override bool Execute(WriteTransaction transaction)
    {
        foreach (InvocationId id in ids)
        {
            if (!TryMoveFirst(transaction, id))
            {
                transaction.Use(MoveAgain).Bind(1, id.Value).Bind(2, Priority.PromotionStep).Bind(3, -Priority.Max).Run();
            }
        }

        return true;
    }

    /// <summary>Moves an entry of an invocation of this database that still stands where it was put.</summary>
    private static bool TryMoveFirst(WriteTransaction transaction, InvocationId id)
    {
        SQLiteStatement row = transaction.Use(Find).Bind(1, id.Value);
        if (!row.Step())
        {
            return false;
        }

        (long entry, long queue, double priority) = (row.Long(0), row.Long(1), row.Double(2));
        row.Reset();
        return transaction.Use(MoveFirst)
            .Bind(1, queue).Bind(2, QueueWriter.Rank(Priority.FromStore(priority))).Bind(3, entry).Bind(4, Priority.PromotionStep)
            .Bind(5, -Priority.Max)
            .RunCounted() > 0;
    }
}
