using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The slots of concurrency keys: who holds one, and who waits for one.</summary>
/// <remarks>A key has a row while a slot is held. Nobody waits under a key without one: the step that frees the last slot hands it on.</remarks>
internal static class Slots
{
    private static readonly SqlText FindKey = new("SELECT number, held FROM {slots} WHERE key = ?1");
    private static readonly SqlText AddKey = new("INSERT INTO {slots} (key, held) VALUES (?1, 1) RETURNING number");
    private static readonly SqlText WriteHeld = new("UPDATE {slots} SET held = ?2 WHERE number = ?1");
    private static readonly SqlText RemoveKey = new("DELETE FROM {slots} WHERE number = ?1");

    private static readonly SqlText FindHolder = new(
        "SELECT 1 FROM {slot} WHERE slots = ?1 AND waits = 0 AND rank = 0 AND invocation = ?2");

    private static readonly SqlText FindNext = new(
        "SELECT rank, invocation, most FROM {slot} WHERE slots = ?1 AND waits = 1 ORDER BY rank, invocation LIMIT 1");

    private static readonly SqlText Insert = new("INSERT INTO {slot} (slots, waits, rank, invocation, most) VALUES (?1, ?2, ?3, ?4, ?5)");

    private static readonly SqlText Delete = new(
        "DELETE FROM {slot} WHERE slots = ?1 AND waits = ?2 AND rank = ?3 AND invocation = ?4");

    /// <summary>Takes a slot, or lines up for one.</summary>
    /// <returns>False when all are taken.</returns>
    public static bool TryTake(WriteTransaction transaction, ConcurrencyLimit limit, long invocation, Priority priority)
    {
        if (Find(transaction, limit.Key) is not { } key)
        {
            SQLiteStatement add = transaction.Use(AddKey).Bind(1, limit.Key);
            add.Step();
            long number = add.Long(0);
            add.Run();
            Hold(transaction, number, invocation, limit.Limit);
            return true;
        }

        if (transaction.Use(FindHolder).Bind(1, key.Number).Bind(2, invocation).Step())
        {
            return true;
        }

        if (key.Held < limit.Limit)
        {
            Hold(transaction, key.Number, invocation, limit.Limit);
            transaction.Use(WriteHeld).Bind(1, key.Number).Bind(2, key.Held + 1).Run();
            return true;
        }

        if (limit.WhenBlocked == BlockedAction.Wait)
        {
            transaction.Use(Insert)
                .Bind(1, key.Number).Bind(2, 1).Bind(3, QueueWriter.Rank(priority)).Bind(4, invocation).Bind(5, (long)limit.Limit)
                .Run();
        }

        return false;
    }

    /// <summary>Leaves the line.</summary>
    public static void Leave(WriteTransaction transaction, string key, long invocation, Priority priority)
    {
        if (Find(transaction, key) is { } found)
        {
            transaction.Use(Delete)
                .Bind(1, found.Number).Bind(2, 1).Bind(3, QueueWriter.Rank(priority)).Bind(4, invocation)
                .Run();
        }
    }

    /// <summary>Gives a slot back and hands on what is free, to as many as their limits allow. Harmless for one that holds none.</summary>
    /// <returns>The numbers of those that hold a slot now and waited before.</returns>
    public static IReadOnlyList<long> GiveBack(WriteTransaction transaction, string key, long invocation)
    {
        if (Find(transaction, key) is not { } found)
        {
            return [];
        }

        long held = found.Held - transaction.Use(Delete)
            .Bind(1, found.Number).Bind(2, 0).Bind(3, 0.0).Bind(4, invocation)
            .RunCounted();
        List<long>? handed = null;
        while (TryHandOn(transaction, found.Number, held) is { } next)
        {
            (handed ??= []).Add(next);
            held++;
        }

        if (held == 0)
        {
            transaction.Use(RemoveKey).Bind(1, found.Number).Run();
        }
        else if (held != found.Held)
        {
            transaction.Use(WriteHeld).Bind(1, found.Number).Bind(2, held).Run();
        }

        return handed ?? [];
    }

    private static long? TryHandOn(WriteTransaction transaction, long key, long held)
    {
        SQLiteStatement row = transaction.Use(FindNext).Bind(1, key);
        if (!row.Step())
        {
            return null;
        }

        (double rank, long next, long most) = (row.Double(0), row.Long(1), row.Long(2));
        row.Reset();
        if (held >= most)
        {
            return null;
        }

        transaction.Use(Delete).Bind(1, key).Bind(2, 1).Bind(3, rank).Bind(4, next).Run();
        Hold(transaction, key, next, most);
        return next;
    }

    private static void Hold(WriteTransaction transaction, long key, long invocation, long most) =>
        transaction.Use(Insert).Bind(1, key).Bind(2, 0).Bind(3, 0.0).Bind(4, invocation).Bind(5, most).Run();

    private static (long Number, long Held)? Find(WriteTransaction transaction, string key)
    {
        SQLiteStatement row = transaction.Use(FindKey).Bind(1, key);
        if (!row.Step())
        {
            return null;
        }

        (long Number, long Held) found = (row.Long(0), row.Long(1));
        row.Reset();
        return found;
    }
}
