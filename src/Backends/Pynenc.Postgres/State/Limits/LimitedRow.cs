using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>An invocation as a claim finds it under its lock, with all that was published.</summary>
internal sealed record LimitedRow(InvocationRecord Record, long Number, long Epoch, int Retries, int Recoveries, long? Entry, bool IsGranted)
{
    public required InvocationStatus Status { get; set; }

    public required int Sequence { get; set; }

    public required long? NotBefore { get; set; }

    /// <summary>To be followed by the lock of the rows.</summary>
    public static SqlText Find { get; } = new(
        $$"""
        WITH {{LockOrder.Invocations}}
        SELECT {{InvocationRows.Columns}}, i.entry, coalesce(t.is_granted, false)
        FROM locked i JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}}
        """);

    public static LimitedRow Read(NpgsqlDataReader row) => new(
        InvocationRows.Record(row), row.GetInt64(0), row.GetInt64(5), row.GetInt32(7), row.GetInt32(8),
        row.LongOrNull(InvocationRows.Count), row.GetBoolean(InvocationRows.Count + 1))
    {
        Status = (InvocationStatus)row.GetInt16(3),
        Sequence = row.GetInt32(6),
        NotBefore = row.LongOrNull(10),
    };
}
