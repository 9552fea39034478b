using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.SQLite;

/// <summary>Stores new invocations; with a co-located queue, their entries too.</summary>
internal sealed class PublishOperation(IReadOnlyList<InvocationRecord> records, bool isColocated, DateTimeOffset now)
    : WriteOperation<IReadOnlyList<PublishOutcome>>
{
    private static readonly SqlText InsertInvocation = new(
        """
        INSERT INTO {invocation} (number, id, task, status, owner, epoch, sequence, retries, recoveries, changed_at, not_before, routing,
            entry, traits)
        VALUES (?1, ?2, ?3, 1, NULL, 0, 1, 0, 0, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING
        """);

    private static readonly SqlText InsertCall = new(
        """
        INSERT INTO {call} (number, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """);

    private static readonly SqlText Find = new("SELECT 1 FROM {invocation} WHERE id = ?1");

    public override int Weight => records.Count;

    protected override IReadOnlyList<PublishOutcome> Execute(WriteTransaction transaction)
    {
        var outcomes = new PublishOutcome[records.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            InvocationRecord record = records[i];
            outcomes[i] = record.Reservation is { } reservation && FindHolder(transaction, record.Id, reservation) is { } holder
                ? new PublishOutcome(PublishResult.Joined, holder)
                : new PublishOutcome(Publish(transaction, record) ? PublishResult.Published : PublishResult.Existing, record.Id);
        }

        return outcomes;
    }

    /// <summary>Who holds the key; null also when the invocation itself is known, which is told first.</summary>
    private InvocationId? FindHolder(WriteTransaction transaction, InvocationId id, Reservation reservation) =>
        transaction.Use(Find).Bind(1, id.Value).Step() ? null : Reservations.Holder(transaction, reservation.Key, now);

    private bool Publish(WriteTransaction transaction, InvocationRecord record)
    {
        long number = transaction.Ledger.NextInvocation();
        long task = transaction.Number(record.Task);
        long? entry = isColocated ? transaction.Ledger.NextEntry() : null;
        DateTimeOffset? due = record.NotBefore > now ? record.NotBefore : null;
        Traits traits = TraitRow.Of(record);
        int inserted = transaction.Use(InsertInvocation)
            .Bind(1, number).Bind(2, record.Id.Value).Bind(3, task).Bind(4, Ticks.Of(record.RegisteredAt))
            .Bind(5, Ticks.Of(due)).Bind(6, isColocated ? Routing.None : Routing.Marked).Bind(7, entry)
            .Bind(8, traits == Traits.None ? null : (long)traits)
            .RunCounted();
        if (inserted == 0)
        {
            return false;
        }

        FailPoint.Hit(SQLiteFailPoints.PublishInserted);
        long? by = transaction.Number(record.RegisteredBy);
        long queue = transaction.Number(record.Queue);
        transaction.Use(InsertCall)
            .Bind(1, number).Bind(2, queue).Bind(3, record.Priority.Value).Bind(4, Ticks.Of(record.NotBefore))
            .Bind(5, record.Parent?.Value).Bind(6, record.Workflow == record.Id ? null : record.Workflow.Value)
            .Bind(7, Ticks.Of(record.RegisteredAt)).Bind(8, by).Bind(9, record.Arguments.Span)
            .Run();
        if (traits != Traits.None)
        {
            AddTraits(transaction, number, record, traits);
        }

        HistoryWriter.Add(
            transaction, number, sequence: 1, new StatusStep(InvocationStatus.Registered, record.RegisteredAt), by, epoch: 0);
        transaction.Counter.Enter(task, InvocationStatus.Registered);
        transaction.Ledger.NoteRegistered(record.RegisteredAt);
        if (entry is { } place)
        {
            QueueWriter.Enqueue(
                transaction, new QueueEntry(queue, QueueWriter.Rank(record.Priority), place, record.Id, number, record.Lane), due, now);
        }

        return true;
    }

    private void AddTraits(WriteTransaction transaction, long number, InvocationRecord record, Traits traits)
    {
        References.Add(transaction, number, record.Contents, now);
        if ((traits & Traits.Row) != Traits.None)
        {
            TraitRow.Add(transaction, number, record);
        }

        if (record.Reservation is { } reservation)
        {
            Reservations.Take(transaction, reservation.Key, number);
        }
    }
}
