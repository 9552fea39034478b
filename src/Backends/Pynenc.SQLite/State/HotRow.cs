namespace Pynenc.SQLite;

/// <summary>The part of an invocation that changes, as a transition finds it.</summary>
internal readonly record struct HotRow(
    long Number,
    long Task,
    InvocationStatus Status,
    long? Owner,
    long Epoch,
    int Sequence,
    int Retries,
    int Recoveries,
    DateTimeOffset? NotBefore,
    long Routing,
    long? Entry)
{
    private static readonly SqlText Find = new(
        """
        SELECT number, task, status, owner, epoch, sequence, retries, recoveries, not_before, routing, entry
        FROM {invocation} WHERE id = ?1
        """);

    public static bool TryRead(WriteTransaction transaction, InvocationId id, out HotRow found)
    {
        SQLiteStatement row = transaction.Use(Find).Bind(1, id.Value);
        if (!row.Step())
        {
            found = default;
            return false;
        }

        found = new HotRow(
            row.Long(0), row.Long(1), (InvocationStatus)row.Int(2), row.LongOrNull(3), row.Long(4), row.Int(5), row.Int(6),
            row.Int(7), row.TimeOrNull(8), row.Long(9), row.LongOrNull(10));
        row.Reset();
        return true;
    }
}
