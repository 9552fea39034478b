namespace Pynenc.SQLite;

/// <summary>Counts what can be received: a counter, and what has fallen due since somebody last received.</summary>
internal static class QueueCount
{
    private static readonly SqlText Count = new(
        "SELECT ready + (SELECT count(*) FROM {held} WHERE visible_at <= ?1) FROM {ledger}");

    public static async ValueTask<long> ReadAsync(SQLiteDatabase database, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        SQLiteStatement row = lease.Link.Use(Count).Bind(1, Ticks.Of(database.Now));
        row.Step();
        return row.Long(0);
    }
}
