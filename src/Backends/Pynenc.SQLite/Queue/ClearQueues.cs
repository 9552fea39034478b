namespace Pynenc.SQLite;

/// <summary>Empties the queues.</summary>
internal sealed class ClearQueues : WriteOperation<bool>
{
    private static readonly SqlText DeleteReady = new("DELETE FROM {ready}");
    private static readonly SqlText DeleteHeld = new("DELETE FROM {held}");
    private static readonly SqlText DeleteLanes = new("DELETE FROM {lane}");
    private static readonly SqlText DeleteTurns = new("DELETE FROM {turn}");

    /// <summary>Does it within another step.</summary>
    public static void Clear(WriteTransaction transaction)
    {
        transaction.Use(DeleteReady).Run();
        transaction.Use(DeleteHeld).Run();
        transaction.Use(DeleteLanes).Run();
        transaction.Use(DeleteTurns).Run();
        transaction.Ledger.ClearQueues();
    }

    protected override bool Execute(WriteTransaction transaction)
    {
        Clear(transaction);
        return true;
    }
}
