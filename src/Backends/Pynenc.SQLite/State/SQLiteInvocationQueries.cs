using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Answers questions on reading connections; none of them ever waits for the writer.</summary>
internal sealed class SQLiteInvocationQueries(SQLiteDatabase database) : InvocationQueries
{
    private static readonly SqlText Get = new(InvocationColumns.Select + " WHERE i.id = ?1");

    private static readonly SqlText GetOutcome = new(
        """
        SELECT i.status, i.reason, o.payload IS NOT NULL, o.payload
        FROM {invocation} i LEFT JOIN {outcome} o ON o.number = i.number WHERE i.id = ?1
        """);

    private static readonly SqlText GetHistory = new(
        """
        SELECT sequence, status, at, runner, epoch, reason FROM {history}
        WHERE invocation = (SELECT number FROM {invocation} WHERE id = ?1) ORDER BY sequence
        """);

    private static readonly SqlText Count = new("SELECT task, status, count FROM {counter} WHERE count > 0");

    private static readonly SqlText FindSlots = new("SELECT number FROM {slots} WHERE key = ?1");

    private static readonly SqlText GetHolders = new(
        """
        SELECT i.id FROM {slot} s JOIN {invocation} i ON i.number = s.invocation
        WHERE s.slots = ?1 AND s.waits = 0 ORDER BY s.rank, s.invocation
        """);

    private static readonly SqlText CountWaiting = new("SELECT count(*) FROM {slot} WHERE slots = ?1 AND waits = 1");

    protected override async ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        SQLiteStatement row = lease.Link.Use(Get).Bind(1, id.Value);
        return row.Step() ? InvocationColumns.State(row, lease.Link, database.Names, database.Now) : null;
    }

    protected override async ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        var outcomes = new List<InvocationOutcome>(ids.Count);
        SQLiteStatement row = lease.Link.Use(GetOutcome);
        foreach (InvocationId id in ids)
        {
            row.Bind(1, id.Value);
            if (row.Step())
            {
                // The cast keeps null apart from empty: of an array that is null would become memory that is empty.
                ReadOnlyMemory<byte>? payload = row.Long(2) != 0 ? (ReadOnlyMemory<byte>?)row.Bytes(3) : null;
                outcomes.Add(new InvocationOutcome(id, (InvocationStatus)row.Int(0), payload, row.TextOrNull(1)));
            }

            row.Reset();
        }

        return outcomes;
    }

    protected override async ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(
        InvocationId id, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        var history = new List<HistoryEntry>();
        SQLiteStatement row = lease.Link.Use(GetHistory).Bind(1, id.Value);
        while (row.Step())
        {
            history.Add(new HistoryEntry(
                row.Int(0),
                (InvocationStatus)row.Int(1),
                row.Time(2),
                database.Names.Runner(lease.Link, row.LongOrNull(3)),
                row.Long(4),
                row.TextOrNull(5)));
        }

        return history;
    }

    protected override async ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        var counts = new List<StatusCount>();
        SQLiteStatement row = lease.Link.Use(Count);
        while (row.Step())
        {
            counts.Add(new StatusCount(
                database.Names.Task(lease.Link, row.Long(0)), (InvocationStatus)row.Int(1), row.Long(2)));
        }

        return counts;
    }

    protected override async ValueTask<InvocationPage> PageCoreAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        lease.BeginSnapshot();
        return PageReader.Read(lease.Link, database.Names, filter, after, limit, database.Now);
    }

    protected override async ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        lease.BeginSnapshot();
        SQLiteStatement slots = lease.Link.Use(FindSlots).Bind(1, key);
        if (!slots.Step())
        {
            return new ConcurrencyState(key, [], 0);
        }

        var holders = new List<InvocationId>();
        SQLiteStatement holder = lease.Link.Use(GetHolders).Bind(1, slots.Long(0));
        while (holder.Step())
        {
            holders.Add(new InvocationId(holder.Guid(0)));
        }

        SQLiteStatement waiting = lease.Link.Use(CountWaiting).Bind(1, slots.Long(0));
        waiting.Step();
        return new ConcurrencyState(key, holders, waiting.Long(0));
    }
}
