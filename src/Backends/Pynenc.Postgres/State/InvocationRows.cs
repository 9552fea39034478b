using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The columns of an invocation as every reading of a whole one selects them, and how they become objects.</summary>
internal static class InvocationRows
{
    /// <summary>To be followed by a source that names the invocation <c>i</c>, its call <c>c</c> and its traits <c>t</c>.</summary>
    public const string Columns =
        """
        i.number, i.id, i.task, i.status, i.owner, i.epoch, i.sequence, i.retries, i.recoveries, i.changed_at,
            i.not_before, i.reason, c.queue, c.priority, c.not_before, c.parent, c.workflow, c.registered_at,
            c.registered_by, c.arguments,
            t.lane, t.slot_key, t.slot_limit, t.when_blocked, t.rate_key, t.rate_limit, t.rate_period, t.reservation_key, t.reservation_end, t.keep_for
        """;

    /// <summary>How many they are: what a statement selects beside them begins here.</summary>
    public const int Count = 30;

    /// <summary>Joins what few have; for one without, a search for null, which is none.</summary>
    public const string Traits = "LEFT JOIN LATERAL (SELECT * FROM {s}.trait WHERE number = CASE WHEN i.traits IS NOT NULL THEN i.number END OFFSET 0) t ON true";

    /// <summary>As many nulls.</summary>
    public const string NoColumns =
        "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

    public const string Source = $"FROM {{s}}.invocation i JOIN {{s}}.call c ON c.number = i.number {Traits}";

    /// <summary>What was published.</summary>
    public static InvocationRecord Record(NpgsqlDataReader row)
    {
        var id = new InvocationId(row.GetGuid(1));
        return new InvocationRecord
        {
            Id = id,
            Task = new TaskId(row.GetString(2)),
            Queue = new QueueName(row.GetString(12)),
            Priority = Priority.FromStore(row.GetDouble(13)),
            NotBefore = row.TimeOrNull(14),
            Parent = row.GuidOrNull(15) is { } parent ? new InvocationId(parent) : null,
            Workflow = row.GuidOrNull(16) is { } workflow ? new InvocationId(workflow) : id,
            RegisteredAt = row.Time(17),
            RegisteredBy = row.GuidOrNull(18) is { } by ? new RunnerId(by) : null,
            Arguments = row.GetFieldValue<byte[]>(19),
            Lane = row.TextOrNull(20),
            Concurrency = Concurrency(row, 21),
            Rate = row.TextOrNull(24) is { } rate ? new RateLimit(rate, row.GetInt32(25), TimeSpan.FromTicks(row.GetInt64(26))) : null,
            Reservation = Reservation(row, 27),
        };
    }

    /// <summary>A limit of concurrency in three columns.</summary>
    public static ConcurrencyLimit? Concurrency(NpgsqlDataReader row, int column) => row.TextOrNull(column) is { } key
        ? new ConcurrencyLimit(key, row.GetInt32(column + 1), (BlockedAction)row.GetInt16(column + 2))
        : null;

    /// <summary>A reservation in three columns.</summary>
    public static Reservation? Reservation(NpgsqlDataReader row, int column) => row.TextOrNull(column) is { } key
        ? new Reservation(key, (ReservationEnd)row.GetInt16(column + 1), TimeSpan.FromTicks(row.GetInt64(column + 2)))
        : null;

    /// <summary>The invocation as it stands.</summary>
    public static InvocationState State(NpgsqlDataReader row, DateTimeOffset now)
    {
        var status = (InvocationStatus)row.GetInt16(3);
        DateTimeOffset? notBefore = row.TimeOrNull(10);
        return new InvocationState(
            Record(row),
            status,
            row.GuidOrNull(4) is { } owner ? new Fence(new RunnerId(owner), row.GetInt64(5)) : null,
            row.GetInt32(7),
            row.GetInt32(8),
            row.Time(9),
            status.IsAvailable() && notBefore > now ? notBefore : null,
            row.TextOrNull(11),
            row.GetInt64(0));
    }
}
