using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Who holds which key.</summary>
internal static class Reservations
{
    private static readonly SqlText Find = new(
        """
        SELECT i.id FROM {reservation} r JOIN {invocation} i ON i.number = r.invocation
        WHERE r.key = ?1 AND (r.until IS NULL OR r.until > ?2)
        """);

    private static readonly SqlText Insert = new(
        """
        INSERT INTO {reservation} (key, invocation) VALUES (?1, ?2)
        ON CONFLICT (key) DO UPDATE SET invocation = excluded.invocation, until = NULL
        """);

    private static readonly SqlText Keep = new("UPDATE {reservation} SET until = ?3 WHERE key = ?1 AND invocation = ?2");
    private static readonly SqlText Delete = new("DELETE FROM {reservation} WHERE key = ?1 AND invocation = ?2");

    private static readonly SqlText DeleteOver = new(
        """
        DELETE FROM {reservation} WHERE key IN (SELECT key FROM {reservation} WHERE until <= ?1 ORDER BY until LIMIT ?2)
        """);

    /// <summary>Who holds a key now.</summary>
    public static InvocationId? Holder(WriteTransaction transaction, string key, DateTimeOffset now)
    {
        SQLiteStatement row = transaction.Use(Find).Bind(1, key).Bind(2, Ticks.Of(now));
        return row.Step() ? new InvocationId(row.Guid(0)) : null;
    }

    /// <summary>Gives a key that is free to an invocation.</summary>
    public static void Take(WriteTransaction transaction, string key, long invocation) =>
        transaction.Use(Insert).Bind(1, key).Bind(2, invocation).Run();

    /// <summary>What follows from a final status, for one that reserved a key; harmless when it does not hold it any more.</summary>
    public static void End(WriteTransaction transaction, Reservation reservation, long invocation, in StatusStep last)
    {
        if (reservation.End == ReservationEnd.Kept && last.Status == InvocationStatus.Success)
        {
            transaction.Use(Keep).Bind(1, reservation.Key).Bind(2, invocation).Bind(3, Ticks.Of(last.At + reservation.KeepFor)).Run();
        }
        else
        {
            LetGo(transaction, reservation.Key, invocation);
        }
    }

    /// <summary>Lets a key go, if it is held by this invocation.</summary>
    public static void LetGo(WriteTransaction transaction, string key, long invocation) =>
        transaction.Use(Delete).Bind(1, key).Bind(2, invocation).Run();

    /// <summary>Forgets reservations whose time is over.</summary>
    public static void RemoveOver(WriteTransaction transaction, DateTimeOffset now, int limit) =>
        transaction.Use(DeleteOver).Bind(1, Ticks.Of(now)).Bind(2, (long)limit).Run();
}
