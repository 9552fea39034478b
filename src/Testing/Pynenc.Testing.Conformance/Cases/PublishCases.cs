using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Publish: stored once, whole, and never forgotten by the outbox.</summary>
internal static class PublishCases
{
    private const string Area = "publish";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("What is published can be read back whole", Area, async c =>
        {
            InvocationRecord parent = c.Record();
            InvocationRecord record = c.Record("shop.bill", "mail", 7.5, c.Now.AddHours(1), parent.Id);
            if (c.IsPlainBroker)
            {
                record = record with { Queue = default, Priority = default, NotBefore = null };
            }

            await c.Store.PublishAsync([parent, record], c.Token);
            InvocationState state = (await c.State.Queries.GetAsync(record.Id, c.Token))!;
            Check.Equal(record with { Arguments = default }, state.Record with { Arguments = default });
            Check.Sequence(record.Arguments.ToArray(), state.Record.Arguments.ToArray());
            Check.Equal(InvocationStatus.Registered, state.Status);
            Check.Equal(null, state.Fence);
            Check.Sequence([InvocationStatus.Registered], await c.HistoryAsync(record.Id));
        }),
        new("Publishing an id again changes nothing, and says so", Area, async c =>
        {
            InvocationRecord record = c.Record();
            await c.PublishAsync(record);
            RunnerId runner = await c.RunnerAsync();
            await c.ClaimedAsync(runner, record.Id);
            InvocationRecord changed = record with { Arguments = "{\"x\":2}"u8.ToArray(), RegisteredAt = c.Now.AddSeconds(1) };
            IReadOnlyList<PublishOutcome> again = await c.Store.PublishAsync([changed, c.Record()], c.Token);
            Check.Sequence([PublishResult.Existing, PublishResult.Published], again.Select(o => o.Result));
            InvocationRecord kept = (await c.State.Queries.GetAsync(record.Id, c.Token))!.Record;
            Check.Sequence(record.Arguments.ToArray(), kept.Arguments.ToArray(), "the first arguments");
            Check.Equal(record.RegisteredAt, kept.RegisteredAt);
            Check.Equal(InvocationStatus.Pending, await c.StatusAsync(record.Id));
            Check.Equal(1, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
        new("A batch may hold the same id twice", Area, async c =>
        {
            InvocationRecord record = c.Record();
            IReadOnlyList<PublishOutcome> outcomes = await c.Store.PublishAsync([record, record], c.Token);
            Check.Sequence([PublishResult.Published, PublishResult.Existing], outcomes.Select(o => o.Result));
            Check.Equal(1, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
        new("Empty arguments, and arguments of a megabyte, come back as they were", Area, async c =>
        {
            byte[] large = new byte[1 << 20];
            Random.Shared.NextBytes(large);
            InvocationRecord none = c.Record() with { Arguments = ReadOnlyMemory<byte>.Empty };
            InvocationRecord many = c.Record() with { Arguments = large };
            await c.Store.PublishAsync([none, many], c.Token);
            Check.Equal(0, (await c.State.Queries.GetAsync(none.Id, c.Token))!.Record.Arguments.Length, "empty");
            Check.True((await c.State.Queries.GetAsync(many.Id, c.Token))!.Record.Arguments.Span.SequenceEqual(large), "a megabyte is unchanged");
        }),
        new("What was published and never routed is found after the grace, until it is marked as routed", Area, async c =>
        {
            c.NeedComposed();
            InvocationId id = await c.PublishAsync();
            Check.Equal(0, (await UnroutedAsync(c)).Count, "within the grace");
            await c.AdvanceAsync(TimeSpan.FromSeconds(10));
            IReadOnlyList<Route> unrouted = await UnroutedAsync(c);
            Check.Sequence([id], unrouted.Select(r => r.Id));
            await c.Store.MarkRoutedAsync(unrouted, c.Token);
            Check.Equal(0, (await UnroutedAsync(c)).Count, "after it was marked");
        }),
        new("A mark of an older routing does not clear a younger one", Area, async c =>
        {
            c.NeedComposed();
            InvocationId id = await c.PublishAsync();
            RunnerId runner = await c.RunnerAsync();
            Fence fence = await c.ClaimedAsync(runner, id);
            TransitionOutcome rerouted = await c.MoveAsync(id, fence, InvocationStatus.Rerouted);
            await c.Store.MarkRoutedAsync([new Route(id, Sequence: 1)], c.Token);
            await c.AdvanceAsync(TimeSpan.FromSeconds(10));
            Check.Sequence([id], (await UnroutedAsync(c)).Select(r => r.Id), "after a late mark");
            await c.Store.MarkRoutedAsync([rerouted.ToRoute!.Value], c.Token);
            Check.Equal(0, (await UnroutedAsync(c)).Count, "after the right mark");
        }),
        new("What is held back for its time is routed when it comes, without any grace", Area, async c =>
        {
            c.NeedComposed();
            InvocationId id = await c.PublishAsync(c.Record(notBefore: c.Now.AddMinutes(1)));
            await c.AdvanceAsync(TimeSpan.FromSeconds(30));
            UnroutedPage early = await c.State.Sweeps.FindUnroutedAsync(c.Now, c.Now.AddSeconds(-5), 10, c.Token);
            Check.Equal(0, early.Routes.Count, "before its time");
            Check.Equal(c.Now.AddSeconds(30), early.NextDue);
            await c.AdvanceAsync(TimeSpan.FromSeconds(31));
            Check.Sequence([id], (await UnroutedAsync(c)).Select(r => r.Id));
        }),
        new("Co-located, what is published is in the queue in the same step", Area, async c =>
        {
            c.NeedColocated();
            InvocationId id = await c.PublishAsync();
            Check.Equal(1, await c.Broker.CountInvocationsAsync(c.Token), "queued");
            RunnerId runner = await c.RunnerAsync();
            Check.Sequence([id], (await c.TakeAsync(runner)).Select(t => t.Record.Id));
            Check.Equal(0, await c.Broker.CountInvocationsAsync(c.Token), "queued after the take");
        }),
    ];

    private static async Task<IReadOnlyList<Route>> UnroutedAsync(CaseContext c) =>
        (await c.State.Sweeps.FindUnroutedAsync(c.Now, c.Now.AddSeconds(-5), 10, c.Token)).Routes;
}
