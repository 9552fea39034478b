using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Queries: the same answers on every backend.</summary>
internal static class QueryCases
{
    private const string Area = "query";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Unknown ids have no state, no outcome and no history", Area, async c =>
        {
            InvocationId id = InvocationId.New();
            Check.Equal(null, await c.State.Queries.GetAsync(id, c.Token), "state");
            Check.Equal(0, (await c.State.Queries.GetOutcomesAsync([id], c.Token)).Count, "outcomes");
            Check.Equal(0, (await c.State.Queries.GetHistoryAsync(id, c.Token)).Count, "history");
        }),
        new("No payload and an empty payload are told apart", Area, async c =>
        {
            InvocationId none = await c.PublishAsync();
            InvocationId empty = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), empty);
            TransitionRequest end = c.Request(empty, fence, InvocationStatus.Running, InvocationStatus.Success) with { Payload = ReadOnlyMemory<byte>.Empty };
            await c.Store.TransitionAsync([end], c.Token);
            Check.Equal(false, (await c.State.Queries.GetOutcomesAsync([none], c.Token))[0].Payload.HasValue, "a payload where none was stored");
            Check.Equal(true, (await c.State.Queries.GetOutcomesAsync([empty], c.Token))[0].Payload.HasValue, "a payload where an empty one was stored");
        }),
        new("Outcomes of two thousand ids come in one question", Area, async c =>
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, 2000).Select(_ => c.Record())];
            await c.Store.PublishAsync(records, c.Token);
            IReadOnlyList<InvocationOutcome> outcomes = await c.State.Queries.GetOutcomesAsync([.. records.Select(r => r.Id)], c.Token);
            Check.Sequence(records.Select(r => r.Id).Order(), outcomes.Select(o => o.Id).Order());
        }),
        new("The filter finds by workflow, by time and by text, alone and together", Area, async c =>
        {
            InvocationId root = await c.PublishAsync(c.Record("a"));
            InvocationRecord child = c.Record("b", parent: root) with { Arguments = "{\"name\":\"Grace Hopper\"}"u8.ToArray() };
            await c.AdvanceAsync(TimeSpan.FromMinutes(1));
            DateTimeOffset middle = c.Now;
            child = child with { RegisteredAt = middle };
            InvocationRecord late = c.Record("b") with { RegisteredAt = middle.AddMinutes(1) };
            await c.Store.PublishAsync([child, late], c.Token);
            await c.Store.TransitionAsync([c.Request(late.Id, null, InvocationStatus.Cancelled) with { Path = [new StatusStep(InvocationStatus.Cancelled, c.Now, "100% Hopeless_case")] }], c.Token);

            async Task FindsAsync(string what, InvocationFilter filter, params InvocationId[] expected) =>
                Check.Sequence(expected, (await c.State.Queries.PageAsync(filter, 0, 10, c.Token)).Items.Select(i => i.Record.Id), what);

            await FindsAsync("by workflow", new InvocationFilter { Workflow = root }, root, child.Id);
            await FindsAsync("from a time", new InvocationFilter { RegisteredFrom = middle }, child.Id, late.Id);
            await FindsAsync("before a time", new InvocationFilter { RegisteredBefore = middle }, root);
            await FindsAsync("by text of the arguments", new InvocationFilter { Text = "grace hop" }, child.Id);
            await FindsAsync("by text of the reason", new InvocationFilter { Text = "hopeless_" }, late.Id);
            await FindsAsync("by a text that a pattern would take for a wildcard", new InvocationFilter { Text = "%" }, late.Id);
            await FindsAsync("by text and status", new InvocationFilter { Text = "hop", Status = InvocationStatus.Registered }, child.Id);
            await FindsAsync("by text, task and time", new InvocationFilter { Text = "HOP", Task = new TaskId("b"), RegisteredBefore = middle.AddMinutes(1) }, child.Id);
            await FindsAsync("nothing", new InvocationFilter { Text = "absent" });
        }),
        new("Counters follow every status", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId a = await c.PublishAsync(c.Record("a"));
            await c.PublishAsync(c.Record("a"));
            await c.PublishAsync(c.Record("b"));
            Fence fence = await c.ClaimedAsync(runner, a);
            await c.MovedAsync(a, fence, InvocationStatus.Running, InvocationStatus.Success);
            IReadOnlyList<StatusCount> counts = await c.State.Queries.CountAsync(c.Token);
            Check.Sequence(
                [("a", InvocationStatus.Registered, 1L), ("a", InvocationStatus.Success, 1L), ("b", InvocationStatus.Registered, 1L)],
                counts.Where(n => n.Count != 0).Select(n => (n.Task.Value, n.Status, n.Count)).Order());
        }),
        new("Pages are disjoint, in the order of registration, and survive what happens meanwhile", Area, async c =>
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, 25).Select(_ => c.Record())];
            await c.Store.PublishAsync(records, c.Token);
            RunnerId runner = await c.RunnerAsync();
            var seen = new List<InvocationId>();
            long? after = 0;
            while (after is { } from)
            {
                InvocationPage page = await c.State.Queries.PageAsync(InvocationFilter.All, from, 10, c.Token);
                seen.AddRange(page.Items.Select(i => i.Record.Id));
                after = page.Next;
                await c.ClaimAsync(runner, records[seen.Count - 1].Id);
            }

            Check.Sequence(records.Select(r => r.Id), seen);
        }),
        new("Pages can be narrowed by task, status and parent", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId parent = await c.PublishAsync(c.Record("a"));
            InvocationId child = await c.PublishAsync(c.Record("b", parent: parent));
            InvocationId other = await c.PublishAsync(c.Record("b"));
            await c.ClaimedAsync(runner, other);
            Check.Sequence([child, other], await IdsAsync(c, new InvocationFilter { Task = new TaskId("b") }), "by task");
            Check.Sequence([other], await IdsAsync(c, new InvocationFilter { Status = InvocationStatus.Pending }), "by status");
            Check.Sequence([child], await IdsAsync(c, new InvocationFilter { Parent = parent }), "by parent");
            Check.Sequence([child], await IdsAsync(c, new InvocationFilter { Task = new TaskId("b"), Status = InvocationStatus.Registered }), "by both");
            Check.Sequence([], await IdsAsync(c, new InvocationFilter { Task = new TaskId("none") }), "by an unknown task");
        }),
    ];

    private static async Task<IEnumerable<InvocationId>> IdsAsync(CaseContext c, InvocationFilter filter) =>
        (await c.State.Queries.PageAsync(filter, 0, 100, c.Token)).Items.Select(i => i.Record.Id);
}
