using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The columns of an invocation as every reading of a whole one selects them, and how they become objects.</summary>
internal static class InvocationColumns
{
    /// <summary>To be followed by a condition on <c>i</c>, the invocation, or <c>c</c>, its call.</summary>
    public const string Select =
        """
        SELECT i.number, i.id, i.task, i.status, i.owner, i.epoch, i.sequence, i.retries, i.recoveries, i.changed_at,
            i.not_before, i.reason, c.queue, c.priority, c.not_before, c.parent, c.workflow, c.registered_at,
            c.registered_by, c.arguments, i.traits
        FROM {invocation} i JOIN {call} c ON c.number = i.number
        """;

    public static InvocationStatus Status(SQLiteStatement row) => (InvocationStatus)row.Int(3);

    public static Traits TraitsOf(SQLiteStatement row) => (Traits)row.Long(20);

    /// <summary>What was published.</summary>
    public static InvocationRecord Record(SQLiteStatement row, SQLiteLink link, NameCache names)
    {
        var id = new InvocationId(row.Guid(1));
        var record = new InvocationRecord
        {
            Id = id,
            Task = names.Task(link, row.Long(2)),
            Queue = names.Queue(link, row.Long(12)),
            Priority = Priority.FromStore(row.Double(13)),
            NotBefore = row.TimeOrNull(14),
            Parent = row.GuidOrNull(15) is { } parent ? new InvocationId(parent) : null,
            Workflow = row.GuidOrNull(16) is { } workflow ? new InvocationId(workflow) : id,
            RegisteredAt = row.Time(17),
            RegisteredBy = names.Runner(link, row.LongOrNull(18)),
            Arguments = row.Bytes(19),
        };
        if ((TraitsOf(row) & Traits.Row) == Traits.None)
        {
            return record;
        }

        TraitRow traits = TraitRow.Read(link, row.Long(0));
        return record with { Lane = traits.Lane, Concurrency = traits.Concurrency, Rate = traits.Rate, Reservation = traits.Reservation };
    }

    /// <summary>The invocation as it stands.</summary>
    public static InvocationState State(SQLiteStatement row, SQLiteLink link, NameCache names, DateTimeOffset now)
    {
        InvocationStatus status = Status(row);
        DateTimeOffset? notBefore = row.TimeOrNull(10);
        return new InvocationState(
            Record(row, link, names),
            status,
            names.Runner(link, row.LongOrNull(4)) is { } owner ? new Fence(owner, row.Long(5)) : null,
            row.Int(7),
            row.Int(8),
            row.Time(9),
            status.IsAvailable() && notBefore > now ? notBefore : null,
            row.TextOrNull(11),
            row.Long(0));
    }
}
