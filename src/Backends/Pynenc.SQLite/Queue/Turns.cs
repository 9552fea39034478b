namespace Pynenc.SQLite;

/// <summary>Gives entries their turn: start-time fair queueing among the lanes of a queue and rank.</summary>
/// <remarks>
/// An entry's turn is the one behind its lane's last, or behind the turn served last, whichever is later; so a lane that comes late
/// begins where the others are, and no stream of new lanes holds up those that wait. In a queue and rank without lanes an entry's turn
/// is its number, which costs nothing. Where there are lanes, entries without one count as one more.
/// </remarks>
internal static class Turns
{
    private static readonly SqlText FindHead = new("SELECT turn FROM {ready} WHERE queue = ?1 AND rank = ?2 ORDER BY turn LIMIT 1");
    private static readonly SqlText FindTail = new("SELECT turn FROM {ready} WHERE queue = ?1 AND rank = ?2 ORDER BY turn DESC LIMIT 1");
    private static readonly SqlText FindServed = new("SELECT served FROM {turn} WHERE queue = ?1 AND rank = ?2");
    private static readonly SqlText InsertServed = new("INSERT INTO {turn} (queue, rank, served) VALUES (?1, ?2, ?3)");
    private static readonly SqlText UpdateServed = new("UPDATE {turn} SET served = ?3 WHERE queue = ?1 AND rank = ?2 AND served < ?3");
    private static readonly SqlText DeleteServed = new("DELETE FROM {turn} WHERE queue = ?1 AND rank = ?2");
    private static readonly SqlText FindLast = new("SELECT turn FROM {lane} WHERE queue = ?1 AND rank = ?2 AND name = ?3");
    private static readonly SqlText InsertLane = new("INSERT INTO {lane} (queue, rank, name, turn) VALUES (?1, ?2, ?3, ?4)");
    private static readonly SqlText UpdateLane = new("UPDATE {lane} SET turn = ?4 WHERE queue = ?1 AND rank = ?2 AND name = ?3");
    private static readonly SqlText DeleteLanes = new("DELETE FROM {lane} WHERE queue = ?1 AND rank = ?2");

    private static readonly SqlText DeleteOver = new(
        """
        DELETE FROM {lane} AS l WHERE EXISTS (
            SELECT 1 FROM {turn} t WHERE t.queue = l.queue AND t.rank = l.rank AND t.served >= l.turn)
        """);

    /// <summary>The name under which entries without a lane stand among those with one.</summary>
    private const string NoLane = "";

    /// <summary>The turn of an entry that becomes receivable now.</summary>
    public static long Of(WriteTransaction transaction, in QueueEntry entry)
    {
        if (entry.Lane is null && transaction.Ledger.Lanes == 0)
        {
            return entry.Number;
        }

        long? head = Ask(transaction, FindHead, entry);
        if (head is null)
        {
            // Whoever came before has been served: all begin anew.
            transaction.Ledger.AddLanes(-transaction.Use(DeleteLanes).Bind(1, entry.Queue).Bind(2, entry.Rank).RunCounted());
            transaction.Use(DeleteServed).Bind(1, entry.Queue).Bind(2, entry.Rank).Run();
        }

        long first = (head ?? transaction.Ledger.LastEntry) - 1;
        long? served = Ask(transaction, FindServed, entry);
        if (served is null && entry.Lane is null)
        {
            return entry.Number;
        }

        if (served is null)
        {
            Open(transaction, entry, first);
        }

        return Next(transaction, entry, entry.Lane ?? NoLane, Math.Max(served ?? first, first));
    }

    /// <summary>An entry is taken out to be run, so its turn has come.</summary>
    public static void Serve(WriteTransaction transaction, in QueueEntry entry)
    {
        if (transaction.Ledger.Lanes > 0)
        {
            transaction.Use(UpdateServed).Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, entry.Turn).Run();
        }
    }

    /// <summary>The first lane of a queue and rank.</summary>
    private static void Open(WriteTransaction transaction, in QueueEntry entry, long served)
    {
        transaction.Use(InsertServed).Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, served).Run();
        if (Ask(transaction, FindTail, entry) is { } tail)
        {
            // What stands there has no lane, and what comes without one later must stay behind it.
            Add(transaction, entry, NoLane, tail);
        }
    }

    private static long Next(WriteTransaction transaction, in QueueEntry entry, string lane, long served)
    {
        SQLiteStatement row = transaction.Use(FindLast).Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, lane);
        if (!row.Step())
        {
            Add(transaction, entry, lane, served + 1);
            return served + 1;
        }

        long turn = Math.Max(served, row.Long(0)) + 1;
        row.Reset();
        transaction.Use(UpdateLane).Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, lane).Bind(4, turn).Run();
        return turn;
    }

    private static void Add(WriteTransaction transaction, in QueueEntry entry, string lane, long turn)
    {
        if (transaction.Ledger.AreLanesMany)
        {
            // A lane whose last entry was served begins where the others are, as one that was never seen.
            transaction.Ledger.AddLanes(-transaction.Use(DeleteOver).RunCounted());
            transaction.Ledger.ExpectLanes();
        }

        transaction.Use(InsertLane).Bind(1, entry.Queue).Bind(2, entry.Rank).Bind(3, lane).Bind(4, turn).Run();
        transaction.Ledger.AddLanes(1);
    }

    private static long? Ask(WriteTransaction transaction, SqlText sql, in QueueEntry entry)
    {
        SQLiteStatement row = transaction.Use(sql).Bind(1, entry.Queue).Bind(2, entry.Rank);
        if (!row.Step())
        {
            return null;
        }

        long turn = row.Long(0);
        row.Reset();
        return turn;
    }
}
