using Pynenc.Backend;

namespace Pynenc.Memory;

/// <inheritdoc/>
internal sealed class MemInvocationQueries(MemTables tables) : InvocationQueries
{
    protected override ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new(tables.ById.TryGetValue(id, out MemInvocation? invocation) ? StateOf(invocation) : null);
        }
    }

    protected override ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        var outcomes = new List<InvocationOutcome>(ids.Count);
        lock (tables.Gate)
        {
            for (int i = 0; i < ids.Count; i++)
            {
                if (tables.ById.TryGetValue(ids[i], out MemInvocation? invocation))
                {
                    outcomes.Add(new InvocationOutcome(ids[i], invocation.Status, invocation.Payload, invocation.Reason));
                }
            }
        }

        return new(outcomes);
    }

    protected override ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(
        InvocationId id, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new(tables.ById.TryGetValue(id, out MemInvocation? invocation) ? invocation.History : []);
        }
    }

    protected override ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new([.. tables.Tasks.Values.SelectMany(task => StatusMachine.All
                .Where(status => task.Count(status) > 0)
                .Select(status => new StatusCount(task.Id, status, task.Count(status))))]);
        }
    }

    protected override ValueTask<InvocationPage> PageCoreAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            List<MemInvocation> source = filter.Parent is { } parent
                ? tables.Children.GetValueOrDefault(parent, [])
                : tables.ByNumber;

            // Numbers count from 1 without gaps in the whole list; among children they only grow.
            int start = filter.Parent is null ? (int)Math.Min(after, source.Count) : source.FindIndex(i => i.Number > after);
            var items = new List<InvocationState>();
            for (int i = Math.Max(start, 0); start >= 0 && i < source.Count; i++)
            {
                if (!Matches(source[i], filter))
                {
                    continue;
                }

                if (items.Count == limit)
                {
                    return new(new InvocationPage(items, items[^1].Number));
                }

                items.Add(StateOf(source[i]));
            }

            return new(new InvocationPage(items, null));
        }
    }

    private static bool Matches(MemInvocation invocation, InvocationFilter filter) =>
        (filter.Task is not { } task || invocation.Record.Task == task) &&
        (filter.Status is not { } status || invocation.Status == status);

    private static InvocationState StateOf(MemInvocation i) => new(
        i.Record, i.Status, i.Fence, i.Retries, i.Recoveries, i.ChangedAt, i.NotBefore, i.Reason, i.Number);
}
