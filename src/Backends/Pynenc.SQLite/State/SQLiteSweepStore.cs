using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Finds what needs care, each question by an index of its own that holds little else; removes what has ended.</summary>
internal sealed class SQLiteSweepStore(SQLiteDatabase database, ColocationMode mode) : SweepStore
{
    private static readonly SqlText FindParked = new(
        """
        SELECT number, id FROM {invocation}
        WHERE task = (SELECT number FROM {task} WHERE name = ?1) AND status = 16
            AND substr(coalesce(reason, ''), 1, length(?2)) = ?2
        ORDER BY number LIMIT ?3
        """);

    /// <summary>Bounds one transaction, so that other writers get their turn between two.</summary>
    private const int MaxRemoved = 250;

    protected override async ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        int removed = 0;
        int asked;
        int batch;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            asked = Math.Min(request.Limit - removed, MaxRemoved);
            batch = await database.WriteAsync(new PruneOperation(request, asked, database.Now), cancellationToken).ConfigureAwait(false);
            removed += batch;
        }
        while (batch == asked && removed < request.Limit);

        return removed;
    }

    protected override async ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (InvocationId[] some in ids.Chunk(MaxRemoved))
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += await database.WriteAsync(new DeleteOperation(some), cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    protected override async ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        lease.BeginSnapshot();
        return OrphanReader.Read(lease.Link, limit);
    }

    protected override async ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        lease.BeginSnapshot();
        return UnroutedReader.ReadMarked(lease.Link, database.Names, now, markedBefore, limit);
    }

    protected override async ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(
        DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!mode.IsColocated)
        {
            return UnroutedReader.ReadStalled(lease.Link, database.Names, database.Now, since, limit);
        }

        lease.BeginSnapshot();
        return UnroutedReader.ReadUnqueued(lease.Link, database.Names, database.Now, since, limit);
    }

    protected override async ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        var parked = new List<(long Number, InvocationId Id)>();
        foreach (TaskId task in tasks)
        {
            SQLiteStatement row = lease.Link.Use(FindParked).Bind(1, task.Value).Bind(2, reasonPrefix).Bind(3, (long)limit);
            while (row.Step())
            {
                parked.Add((row.Long(0), new InvocationId(row.Guid(1))));
            }
        }

        return [.. parked.DistinctBy(p => p.Number).OrderBy(p => p.Number).Take(limit).Select(p => p.Id)];
    }
}
