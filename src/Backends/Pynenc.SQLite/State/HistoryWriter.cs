using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Writes and compares history rows.</summary>
internal static class HistoryWriter
{
    private static readonly SqlText Insert = new(
        "INSERT INTO {history} (invocation, sequence, status, at, runner, epoch, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private static readonly SqlText FindClaim = new(
        "SELECT 1 FROM {history} WHERE invocation = ?1 AND status = 5 AND epoch = ?2 AND runner = ?3");

    private static readonly SqlText ReadBack = new(
        "SELECT status, at, epoch FROM {history} WHERE invocation = ?1 ORDER BY sequence DESC LIMIT ?2");

    /// <summary>Adds a row.</summary>
    public static void Add(
        WriteTransaction transaction, long invocation, int sequence, in StatusStep step, long? runner, long epoch) =>
        transaction.Use(Insert)
            .Bind(1, invocation).Bind(2, (long)sequence).Bind(3, (long)step.Status).Bind(4, Ticks.Of(step.At)).Bind(5, runner)
            .Bind(6, epoch).Bind(7, step.Reason)
            .Run();

    /// <summary>True when the claim of that epoch was this runner's.</summary>
    public static bool WasClaimedBy(WriteTransaction transaction, long invocation, long epoch, long? runner) =>
        runner is not null && transaction.Use(FindClaim).Bind(1, invocation).Bind(2, epoch).Bind(3, runner).Step();

    /// <summary>True when the last rows are exactly this path, entered at the same times under the same epoch.</summary>
    public static bool EndsWith(WriteTransaction transaction, long invocation, IReadOnlyList<StatusStep> path, long epoch)
    {
        SQLiteStatement row = transaction.Use(ReadBack).Bind(1, invocation).Bind(2, (long)path.Count);
        for (int i = path.Count - 1; i >= 0; i--)
        {
            if (!row.Step() || row.Int(0) != (int)path[i].Status || row.Long(1) != Ticks.Of(path[i].At) || row.Long(2) != epoch)
            {
                return false;
            }
        }

        return true;
    }
}
