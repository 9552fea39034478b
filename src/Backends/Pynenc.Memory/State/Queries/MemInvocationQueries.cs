using System.Text;
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
            MemLine? source = filter.Parent is { } parent ? tables.Children.GetValueOrDefault(parent) : tables.ByNumber;
            var items = new List<InvocationState>();
            foreach (MemInvocation invocation in source?.After(after) ?? [])
            {
                if (!Matches(invocation, filter))
                {
                    continue;
                }

                if (items.Count == limit)
                {
                    return new(new InvocationPage(items, items[^1].Number));
                }

                items.Add(StateOf(invocation));
            }

            return new(new InvocationPage(items, null));
        }
    }

    protected override ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            MemSlots? slots = tables.Limits.SlotsOf(key);
            return new(new ConcurrencyState(key, [.. slots?.Holders.Select(i => i.Record.Id) ?? []], slots?.Waiting.Count ?? 0));
        }
    }

    private static bool Matches(MemInvocation invocation, InvocationFilter filter) =>
        (filter.Task is not { } task || invocation.Record.Task == task) &&
        (filter.Status is not { } status || invocation.Status == status) &&
        (filter.Workflow is not { } workflow || invocation.Record.Workflow == workflow) &&
        !(invocation.Record.RegisteredAt < filter.RegisteredFrom) &&
        !(invocation.Record.RegisteredAt >= filter.RegisteredBefore) &&
        (filter.Text is not { } text || Contains(invocation, text));

    private static bool Contains(MemInvocation invocation, string text) =>
        Encoding.UTF8.GetString(invocation.Record.Arguments.Span).Contains(text, StringComparison.OrdinalIgnoreCase) ||
        invocation.Reason?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static InvocationState StateOf(MemInvocation i) => new(
        i.Record, i.Status, i.Fence, i.Retries, i.Recoveries, i.ChangedAt, i.NotBefore, i.Reason, i.Number);
}
