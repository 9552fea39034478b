namespace Pynenc.SQLite;

/// <summary>Who waits for whom.</summary>
internal static class Edges
{
    private static readonly SqlText Insert = new("INSERT OR IGNORE INTO {edge} (waiter, waited) VALUES (?1, ?2)");
    private static readonly SqlText DeleteInto = new("DELETE FROM {edge} WHERE waited = ?1");
    private static readonly SqlText DeleteFrom = new("DELETE FROM {edge} WHERE waiter = ?1");
    private static readonly SqlText FindInto = new("SELECT 1 FROM {edge} WHERE waited = ?1 LIMIT 1");

    private static readonly SqlText FindFrom = new(
        "SELECT e.waited, i.status FROM {edge} e JOIN {invocation} i ON i.number = e.waited WHERE e.waiter = ?1");

    /// <summary>Adds an edge; one that is there stays.</summary>
    public static void Add(WriteTransaction transaction, long waiter, long waited)
    {
        transaction.Use(Insert).Bind(1, waiter).Bind(2, waited).Run();
        transaction.HasEdges = true;
    }

    /// <summary>Nobody waits for it any more.</summary>
    public static void RemoveInto(WriteTransaction transaction, long waited) => transaction.Use(DeleteInto).Bind(1, waited).Run();

    /// <summary>It waits for nobody any more.</summary>
    public static void RemoveFrom(WriteTransaction transaction, long waiter) => transaction.Use(DeleteFrom).Bind(1, waiter).Run();

    /// <summary>True when somebody waits for it.</summary>
    public static bool AnyInto(WriteTransaction transaction, long waited) => transaction.Use(FindInto).Bind(1, waited).Step();

    /// <summary>Adds to <paramref name="waited"/> what an invocation waits for, with its status.</summary>
    public static void ReadFrom(WriteTransaction transaction, long waiter, List<(long Number, InvocationStatus Status)> waited)
    {
        SQLiteStatement row = transaction.Use(FindFrom).Bind(1, waiter);
        while (row.Step())
        {
            waited.Add((row.Long(0), (InvocationStatus)row.Int(1)));
        }
    }
}
