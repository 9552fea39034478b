namespace Pynenc.SQLite;

/// <summary>What follows when nothing more will happen to an invocation by itself.</summary>
internal static class Settling
{
    /// <summary>Those who wait for it are told after the commit, and their edges go.</summary>
    public static void Settle(WriteTransaction transaction, in HotRow row)
    {
        transaction.MarkSettled(row.Id);
        if (transaction.HasEdges)
        {
            Edges.RemoveInto(transaction, row.Number);
        }
    }
}
