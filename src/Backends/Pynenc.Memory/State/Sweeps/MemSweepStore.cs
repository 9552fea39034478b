using Pynenc.Backend;

namespace Pynenc.Memory;

/// <inheritdoc/>
internal sealed class MemSweepStore(MemTables tables, TimeProvider time) : SweepStore
{
    protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            tables.Limits.RemoveOver(time.GetUtcNow());
            int removed = 0;
            while (removed < request.Limit && tables.Ended.TakeFirst(request.Statuses, request.EndedBefore) is { } ended)
            {
                tables.Remove(ended);
                removed++;
            }

            return new(removed);
        }
    }

    protected override ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            int removed = 0;
            foreach (InvocationId id in ids)
            {
                if (tables.ById.TryGetValue(id, out MemInvocation? invocation) && invocation.Status.IsFinal())
                {
                    tables.Remove(invocation);
                    removed++;
                }
            }

            return new(removed);
        }
    }

    protected override ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new([.. tables.Orphans
                .OrderBy(i => i.Number)
                .Take(limit)
                .Select(i => new Orphan(i.Record.Id, i.Status, i.Fence, i.Recoveries))]);
        }
    }

    protected override ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            // A held-back invocation is due the moment its time comes; one that was to be routed at once gets the grace first.
            Route[] routes = [.. tables.Unrouted
                .Where(i => i.NotBefore is { } due ? due <= now : i.ChangedAt < markedBefore)
                .OrderBy(i => i.Number)
                .Take(limit)
                .Select(i => i.Route)];
            DateTimeOffset? nextDue = tables.Unrouted.Where(i => i.NotBefore > now).Min(i => i.NotBefore);
            return new(new UnroutedPage(routes, nextDue));
        }
    }

    protected override ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(
        DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            long available = tables.Tasks.Values.Sum(t => StatusMachine.Available.Sum(s => t.Count(s)));
            if (available == tables.Unrouted.Count)
            {
                return new([]);
            }

            return new([.. tables.ByNumber.After(0)
                .Where(i => i.Status.IsAvailable() && i.ToRoute == 0 && (i.NotBefore ?? i.ChangedAt) < since)
                .Take(limit)
                .Select(i => i.Route with { NotBefore = null })]);
        }
    }

    protected override ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            bool none = !tasks.Any(id => tables.Tasks.TryGetValue(id, out MemTask? task) && task.Count(InvocationStatus.Parked) > 0);
            return new(none
                ? []
                : [.. tables.ByNumber.After(0)
                    .Where(i => i.Status == InvocationStatus.Parked && tasks.Contains(i.Record.Task) && StartsWith(i.Reason, reasonPrefix))
                    .Take(limit)
                    .Select(i => i.Record.Id)]);
        }
    }

    private static bool StartsWith(string? reason, string prefix) => (reason ?? string.Empty).StartsWith(prefix, StringComparison.Ordinal);
}
