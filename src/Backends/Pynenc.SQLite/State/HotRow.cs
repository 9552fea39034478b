namespace Pynenc.SQLite;

/// <summary>The part of an invocation that changes, as a step finds it.</summary>
internal readonly record struct HotRow(
    long Number,
    InvocationId Id,
    long Task,
    InvocationStatus Status,
    long? Owner,
    long Epoch,
    int Sequence,
    int Retries,
    int Recoveries,
    DateTimeOffset? NotBefore,
    long Routing,
    long? Entry,
    Traits Traits)
{
    private const string Select =
        """
        SELECT number, task, status, owner, epoch, sequence, retries, recoveries, not_before, routing, entry, traits, id
        FROM {invocation}
        """;

    private static readonly SqlText Find = new(Select + " WHERE id = ?1");
    private static readonly SqlText FindNumber = new(Select + " WHERE number = ?1");

    public static bool TryRead(WriteTransaction transaction, InvocationId id, out HotRow found)
    {
        SQLiteStatement row = transaction.Use(Find).Bind(1, id.Value);
        if (!row.Step())
        {
            found = default;
            return false;
        }

        found = Of(row, id);
        return true;
    }

    /// <summary>Reads one that another row names.</summary>
    public static HotRow Read(WriteTransaction transaction, long number)
    {
        SQLiteStatement row = transaction.Use(FindNumber).Bind(1, number);
        return row.Step()
            ? Of(row, new InvocationId(row.Guid(12)))
            : throw transaction.Link.Damaged($"invocation number {number} stands in a line, and does not exist");
    }

    private static HotRow Of(SQLiteStatement row, InvocationId id)
    {
        var found = new HotRow(
            row.Long(0), id, row.Long(1), (InvocationStatus)row.Int(2), row.LongOrNull(3), row.Long(4), row.Int(5), row.Int(6),
            row.Int(7), row.TimeOrNull(8), row.Long(9), row.LongOrNull(10), (Traits)row.Long(11));
        row.Reset();
        return found;
    }
}
