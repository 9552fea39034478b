using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The latest grants of rate keys, never more of a key than its limit.</summary>
internal static class Rates
{
    private static readonly SqlText FindOldest = new(
        """
        SELECT g.at FROM {rate} r JOIN {grant} g ON g.rate = r.number AND g.number = r.last + 1 - ?2 WHERE r.key = ?1
        """);

    private static readonly SqlText Count = new(
        """
        INSERT INTO {rate} (key, last, over_at) VALUES (?1, 1, ?2)
        ON CONFLICT (key) DO UPDATE SET last = last + 1, over_at = excluded.over_at RETURNING number, last
        """);

    private static readonly SqlText Insert = new("INSERT INTO {grant} (rate, number, at) VALUES (?1, ?2, ?3)");
    private static readonly SqlText Trim = new("DELETE FROM {grant} WHERE rate = ?1 AND number <= ?2");
    private static readonly SqlText FindOver = new("SELECT number FROM {rate} WHERE over_at <= ?1 ORDER BY over_at LIMIT ?2");
    private static readonly SqlText Remove = new("DELETE FROM {rate} WHERE number = ?1");

    /// <summary>When the next is let go.</summary>
    public static DateTimeOffset Next(WriteTransaction transaction, RateLimit rate, DateTimeOffset now)
    {
        SQLiteStatement row = transaction.Use(FindOldest).Bind(1, rate.Key).Bind(2, (long)rate.Limit);
        if (!row.Step())
        {
            return now;
        }

        DateTimeOffset next = row.Time(0) + rate.Period;
        row.Reset();
        return next > now ? next : now;
    }

    /// <summary>Notes a grant, and forgets those that no longer count.</summary>
    public static void Grant(WriteTransaction transaction, RateLimit rate, DateTimeOffset at)
    {
        SQLiteStatement row = transaction.Use(Count).Bind(1, rate.Key).Bind(2, Ticks.Of(at + rate.Period));
        row.Step();
        (long number, long last) = (row.Long(0), row.Long(1));
        row.Run();
        transaction.Use(Insert).Bind(1, number).Bind(2, last).Bind(3, Ticks.Of(at)).Run();
        transaction.Use(Trim).Bind(1, number).Bind(2, last - rate.Limit).Run();
    }

    /// <summary>Forgets rates that hold nobody back any more.</summary>
    public static void RemoveOver(WriteTransaction transaction, DateTimeOffset now, int limit)
    {
        var over = new List<long>();
        SQLiteStatement row = transaction.Use(FindOver).Bind(1, Ticks.Of(now)).Bind(2, (long)limit);
        while (row.Step())
        {
            over.Add(row.Long(0));
        }

        foreach (long number in over)
        {
            transaction.Use(Trim).Bind(1, number).Bind(2, long.MaxValue).Run();
            transaction.Use(Remove).Bind(1, number).Run();
        }
    }
}
