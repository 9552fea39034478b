using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The part of an invocation that changes, as a transition finds it under its lock, and as it will be stored.</summary>
internal sealed record HotRow(long Number, InvocationId Id, string Task, QueueName Queue, Priority Priority)
{
    private static readonly SqlText Find = new(
        $$"""
        WITH {{LockOrder.Invocations}}
        SELECT i.number, i.id, i.task, c.queue, c.priority, i.status, i.owner, i.epoch, i.sequence, i.retries, i.recoveries,
            i.changed_at, i.not_before, i.routing, i.entry, i.reason, i.traits,
            t.lane, t.slot_key, t.slot_limit, t.when_blocked, t.reservation_key, t.reservation_end, t.keep_for
        FROM locked i JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}}
        """);

    public required InvocationStatus Status { get; set; }

    public required RunnerId? Owner { get; set; }

    public required long Epoch { get; init; }

    public required int Sequence { get; set; }

    public required int Retries { get; set; }

    public required int Recoveries { get; set; }

    public required long ChangedAt { get; set; }

    public required long? NotBefore { get; set; }

    public required Traits Traits { get; init; }

    public required string? Lane { get; init; }

    public required ConcurrencyLimit? Concurrency { get; init; }

    public required Reservation? Reservation { get; init; }

    /// <summary>True when its claim and its end must look for more than its row.</summary>
    public bool IsLimited => (Traits & Traits.Limits) != 0;

    /// <summary>0 for none, 1 for to be routed, 2 for routed, 3 while it waits for a slot.</summary>
    public required short Routing { get; set; }

    /// <summary>Its place in the queue of this database, as it was found.</summary>
    public required long? Entry { get; set; }

    /// <summary>True when it gets a new place.</summary>
    public bool IsQueued { get; set; }

    public required string? Reason { get; set; }

    public bool IsChanged { get; set; }

    public static async ValueTask<Dictionary<InvocationId, HotRow>> LockAsync(
        PostgresDatabase database, NpgsqlConnection connection, IEnumerable<InvocationId> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<InvocationId, HotRow>();
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            commands.Add(Find).With(ids.Select(i => i.Value).Distinct().Order().ToArray());
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    HotRow row = Read(rows);
                    found.Add(row.Id, row);
                }
            }
        }

        return found;
    }

    private static HotRow Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), new InvocationId(row.GetGuid(1)), row.GetString(2), new QueueName(row.GetString(3)), Priority.FromStore(row.GetDouble(4)))
        {
            Status = (InvocationStatus)row.GetInt16(5),
            Owner = row.GuidOrNull(6) is { } owner ? new RunnerId(owner) : null,
            Epoch = row.GetInt64(7),
            Sequence = row.GetInt32(8),
            Retries = row.GetInt32(9),
            Recoveries = row.GetInt32(10),
            ChangedAt = row.GetInt64(11),
            NotBefore = row.LongOrNull(12),
            Routing = row.GetInt16(13),
            Entry = row.LongOrNull(14),
            Reason = row.TextOrNull(15),
            Traits = row.IsDBNull(16) ? Traits.None : (Traits)row.GetInt16(16),
            Lane = row.TextOrNull(17),
            Concurrency = InvocationRows.Concurrency(row, 18),
            Reservation = InvocationRows.Reservation(row, 21),
        };
}
