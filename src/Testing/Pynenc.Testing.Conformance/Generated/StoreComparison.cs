using System.Text;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>Compares what a state backend tells with what the model knows.</summary>
internal static class StoreComparison
{
    public static async Task CompareAsync(CaseContext c, StoreInvocation? it, InvocationId id)
    {
        InvocationState? state = await c.State.Queries.GetAsync(id, c.Token);
        IReadOnlyList<HistoryEntry> history = await c.State.Queries.GetHistoryAsync(id, c.Token);
        IReadOnlyList<InvocationOutcome> outcomes = await c.State.Queries.GetOutcomesAsync([id], c.Token);
        if (it is null)
        {
            Check.Equal(null, state, "the state of an unknown invocation");
            Check.Equal(0, history.Count + outcomes.Count, "rows and outcomes of an unknown invocation");
            return;
        }

        Check.True(state is not null, $"{it} is known");
        Check.Equal(it.Status.Text(), state!.Status.Text(), $"status of {it}");
        Check.Equal(it.Fence, state.Fence, $"claim on {it}");
        Check.Equal((it.Retries, it.Recoveries), (state.Retries, state.Recoveries), $"retries and recoveries of {it}");
        Check.Equal(it.NotBefore > c.Now ? it.NotBefore : null, state.NotBefore > c.Now ? state.NotBefore : null, $"due time of {it}");
        Check.Sequence(it.History.Select(h => h.Status.Text()), history.Select(h => h.Status.Text()), $"history of {it}");
        Check.Sequence(it.History.Select(h => h.At), history.Select(h => h.At), $"times in the history of {it}");
        Check.Sequence(it.History.Select(h => h.Epoch), history.Select(h => h.Epoch), $"epochs in the history of {it}");
        Check.Sequence(it.History.Select(h => h.By), history.Select(h => h.Runner), $"runners in the history of {it}");
        Check.Sequence(Enumerable.Range(1, history.Count), history.Select(h => h.Sequence), $"row numbers in the history of {it}");
        Check.Equal(1, outcomes.Count, $"outcomes of {it}");
        Check.Equal(it.Status.Text(), outcomes[0].Status.Text(), $"status in the outcome of {it}");
        Check.Equal(it.Payload, outcomes[0].Payload is { } payload ? Encoding.UTF8.GetString(payload.Span) : null, $"payload of {it}");
    }

    public static async Task CompareAllAsync(CaseContext c, StoreModel model)
    {
        foreach (StoreInvocation it in model.InOrder)
        {
            await CompareAsync(c, it, it.Id);
        }

        IReadOnlyList<StatusCount> counts = await c.State.Queries.CountAsync(c.Token);
        Check.Sequence(
            model.InOrder.GroupBy(i => i.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.Text()}"),
            counts.Where(n => n.Count != 0).OrderBy(n => n.Status).Select(n => $"{n.Count} {n.Status.Text()}"),
            "counters");

        IReadOnlyList<Orphan> orphans = await c.State.Sweeps.FindOrphansAsync(100, c.Token);
        Check.Sequence(
            model.Orphans().Select(o => new Orphan(o.Id, o.Status, o.Fence, o.Recoveries)), orphans, "orphans");

        var paged = new List<InvocationId>();
        for (long? after = 0; after is { } from;)
        {
            InvocationPage page = await c.State.Queries.PageAsync(InvocationFilter.All, from, 2, c.Token);
            paged.AddRange(page.Items.Select(i => i.Record.Id));
            after = page.Items.Count == 0 ? null : page.Next;
        }

        Check.Sequence(model.InOrder.Select(i => i.Id), paged, "pages");
        Check.Sequence(
            model.Leases.Keys.Order(Comparer<RunnerId>.Create((a, b) => a.Value.CompareTo(b.Value))),
            (await c.State.Runners.ListAsync(c.Token)).Select(r => r.Id).OrderBy(r => r.Value),
            "registered runners");
        if (!c.App.IsColocated)
        {
            UnroutedPage unrouted = await c.State.Sweeps.FindUnroutedAsync(c.Now, c.Now.AddDays(1), 100, c.Token);
            Check.Sequence(
                model.InOrder.Where(i => i.Mark > 0 && !(i.NotBefore > c.Now)).Select(i => (i.Id, i.Mark)).OrderBy(m => m.Id),
                unrouted.Routes.Select(r => (r.Id, r.Sequence)).OrderBy(m => m.Id),
                "marked as to be routed");
        }
    }
}
