namespace Pynenc.SQLite;

/// <summary>Puts entries into the queues, and moves them between ready and held.</summary>
internal static class QueueWriter
{
    private static readonly SqlText InsertReady =
        new("INSERT INTO {ready} (queue, rank, turn, number, id, invocation) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private static readonly SqlText InsertHeld = new(
        """
        INSERT INTO {held} (receipt, visible_at, queue, rank, number, id, invocation, lane, turn)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """);

    private static readonly SqlText DeleteReady =
        new("DELETE FROM {ready} WHERE queue = ?1 AND rank = ?2 AND turn = ?3 AND number = ?4");

    private static readonly SqlText DeleteMoved = new("DELETE FROM {ready} WHERE id = ?1 AND invocation IS NULL AND number = ?2");

    private static readonly SqlText FindDue = new(
        "SELECT receipt, queue, rank, number, id, invocation, lane, turn FROM {held} WHERE visible_at <= ?1 ORDER BY visible_at LIMIT ?2");

    private static readonly SqlText DeleteHidden = new("DELETE FROM {held} WHERE visible_at = ?1 AND number = ?2");

    private static readonly SqlText DeleteHeld = new("DELETE FROM {held} WHERE receipt = ?1");

    /// <summary>Bounds one transaction when very many fall due at once; the next receive goes on.</summary>
    private const int MaxPromoted = 10_000;

    /// <summary>Lower comes first, because an index that runs forward is read forward.</summary>
    public static double Rank(Priority priority) => priority.Value == 0 ? 0 : -priority.Value;

    /// <summary>Adds an entry, whose number is the ledger's next and so the end of its queue, visible when it is due.</summary>
    public static void Enqueue(
        WriteTransaction transaction, in QueueEntry entry, DateTimeOffset? notBefore, DateTimeOffset now)
    {
        if (notBefore > now)
        {
            Hold(transaction, entry, notBefore.Value);
        }
        else
        {
            Show(transaction, entry);
        }

        transaction.MarkAvailable();
    }

    /// <summary>Makes an entry receivable, at its old place when it had one.</summary>
    public static void Show(WriteTransaction transaction, in QueueEntry entry)
    {
        long turn = entry.Turn ?? Turns.Of(transaction, entry);
        transaction.Use(InsertReady)
            .Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, turn).Bind(4, entry.Number).Bind(5, entry.Id.Value)
            .Bind(6, turn == entry.Number ? entry.Invocation : null)
            .Run();
        transaction.Ledger.AddReady(1);
    }

    /// <summary>Hides an entry until a time.</summary>
    /// <returns>The receipt, which no other stay of this or another entry ever has.</returns>
    public static long Hold(WriteTransaction transaction, in QueueEntry entry, DateTimeOffset visibleAt)
    {
        long receipt = transaction.Ledger.NextReceipt();
        transaction.Use(InsertHeld)
            .Bind(1, receipt).Bind(2, Ticks.Of(visibleAt)).Bind(3, entry.Queue).Bind(4, entry.Rank).Bind(5, entry.Number)
            .Bind(6, entry.Id.Value).Bind(7, entry.Invocation).Bind(8, entry.Lane).Bind(9, entry.Turn)
            .Run();
        return receipt;
    }

    /// <summary>Takes a receivable entry out.</summary>
    public static void Remove(WriteTransaction transaction, in QueueEntry entry)
    {
        transaction.Use(DeleteReady).Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, entry.Turn).Bind(4, entry.Number).Run();
        transaction.Ledger.AddReady(-1);
        Turns.Serve(transaction, entry);
    }

    /// <summary>Takes an entry out, wherever it is; one that is gone already is no fault.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="entry">Where it stands, unless it has a lane or was promoted.</param>
    /// <param name="notBefore">When it was to become visible, if it was not at once.</param>
    public static void Discard(WriteTransaction transaction, in QueueEntry entry, DateTimeOffset? notBefore)
    {
        int shown = transaction.Use(DeleteReady)
            .Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, entry.Number).Bind(4, entry.Number)
            .RunCounted();
        if (shown == 0 && notBefore is { } time &&
            transaction.Use(DeleteHidden).Bind(1, Ticks.Of(time)).Bind(2, entry.Number).RunCounted() > 0)
        {
            return;
        }

        if (shown == 0)
        {
            shown = transaction.Use(DeleteMoved).Bind(1, entry.Id.Value).Bind(2, entry.Number).RunCounted();
        }

        transaction.Ledger.AddReady(-shown);
    }

    /// <summary>Shows what is due, and what was received and not acknowledged in time.</summary>
    public static void ShowDue(WriteTransaction transaction, DateTimeOffset now)
    {
        SQLiteStatement row = transaction.Use(FindDue).Bind(1, Ticks.Of(now)).Bind(2, MaxPromoted);
        if (!row.Step())
        {
            return;
        }

        var due = new List<(long Receipt, QueueEntry Entry)>();
        do
        {
            due.Add((row.Long(0), new QueueEntry(
                row.Long(1), row.Double(2), row.Long(3), new InvocationId(row.Guid(4)), row.LongOrNull(5), row.TextOrNull(6),
                row.LongOrNull(7))));
        }
        while (row.Step());

        foreach ((long receipt, QueueEntry entry) in due)
        {
            transaction.Use(DeleteHeld).Bind(1, receipt).Run();
            Show(transaction, entry);
        }
    }
}
