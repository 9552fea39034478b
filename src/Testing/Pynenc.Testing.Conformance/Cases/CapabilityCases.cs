using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Honesty both ways, for what shows only in time or in a second process. What a route asks for stands with the broker.</summary>
internal static class CapabilityCases
{
    private const string Area = "capability";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Without the capability, a received id does not come back by itself", Area, async c =>
        {
            NeedNot(c, c.Broker.Capabilities.Leases, "leases");
            await c.Broker.RouteInvocationAsync(InvocationId.New(), c.Token);
            Check.Equal(1, (await c.ReceiveAsync()).Count, "received");
            await c.AdvanceAsync(TimeSpan.FromMinutes(5));
            Check.Equal(0, await c.Broker.CountInvocationsAsync(c.Token), "count after five minutes");
            Check.Equal(0, (await c.ReceiveAsync()).Count, "received after five minutes");
        }),
        new("Without leases, what a dead receiver took is routed again by the sweep", Area, async c =>
        {
            NeedNot(c, c.Broker.Capabilities.Leases, "leases");
            InvocationRecord record = c.Record();
            await c.PublishAndRouteAsync([record]);
            Check.Equal(1, (await c.ReceiveAsync()).Count, "received, and never claimed");
            await c.AdvanceAsync(c.App.Options.Lease + TimeSpan.FromSeconds(1));
            await c.App.SweepAsync(c.Token);
            Check.Sequence([record.Id], (await c.ReceiveAsync()).Select(d => d.Id));
        }),
        new("Without the capability, a receive that waits finds at its next look what was routed", Area, async c =>
        {
            NeedNot(c, c.Broker.Capabilities.Push, "push");
            var request = new ReceiveRequest([], 1, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
            Task<IReadOnlyList<Delivery>> waiting = c.Broker.ReceiveAsync(request, c.Token).AsTask();
            InvocationId id = InvocationId.New();
            await c.Broker.RouteInvocationAsync(id, c.Token);
            Check.Sequence([id], (await c.SoonAsync(c.DriveAsync(waiting), "a waiting receive looks again every queue time-out")).Select(d => d.Id));
        }),
        new("What one process routes, another receives", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.CrossProcess, "cross-process");
            PynencApp other = await c.OpenAgainAsync();
            InvocationId id = InvocationId.New();
            await c.Broker.RouteInvocationAsync(id, c.Token);
            Check.Equal(1, await other.Broker.CountInvocationsAsync(c.Token), "counted by the other");
            Check.Sequence([id], await ReceivedAsync(c, other));
            Check.Equal(0, (await c.ReceiveAsync()).Count, "received twice");
        }),
        new("Without the capability, what one process routes no other sees", Area, async c =>
        {
            NeedNot(c, c.Broker.Capabilities.CrossProcess, "cross-process");
            PynencApp other = await c.OpenAgainAsync();
            await c.Broker.RouteInvocationAsync(InvocationId.New(), c.Token);
            Check.Equal(0, await other.Broker.CountInvocationsAsync(c.Token), "counted by the other");
            Check.Sequence([], await ReceivedAsync(c, other));
        }),
        new("What was routed is there after everything was closed and opened again", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Durable, "a durable queue");
            InvocationId[] ids = [InvocationId.New(), InvocationId.New()];
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            await c.App.DisposeAsync();
            Check.Sequence(ids, await ReceivedAsync(c, await c.OpenAgainAsync()));
        }),
        new("Without the capability, a queue that was closed is empty when it is opened again", Area, async c =>
        {
            NeedNot(c, c.Broker.Capabilities.Durable, "a durable queue");
            await c.Broker.RouteInvocationAsync(InvocationId.New(), c.Token);
            await c.App.DisposeAsync();
            Check.Sequence([], await ReceivedAsync(c, await c.OpenAgainAsync()));
        }),
        new("What one process stores, another claims, and the first is fenced off", Area, async c =>
        {
            c.Need(c.State.Capabilities.CrossProcess, "cross-process state");
            PynencApp other = await c.OpenAgainAsync();
            InvocationId id = await c.PublishAsync();
            RunnerId there = await c.RunnerAsync(app: other);
            IReadOnlyList<ClaimOutcome> claims = await other.State.Invocations.ClaimAsync(new ClaimRequest(there, [id], c.Now), c.Token);
            Check.Equal(ClaimResult.Claimed, claims[0].Result, "claimed by the other");
            Check.Equal(ClaimResult.NotAvailable, (await c.ClaimAsync(await c.RunnerAsync(), id)).Result, "claimed by the first");
            Check.Equal(TransitionResult.FenceLost, (await c.MoveAsync(id, new Fence(RunnerId.New(), 1), InvocationStatus.Running)).Result, "moved by the first");
            Check.Equal(InvocationStatus.Pending, await c.StatusAsync(id));
        }),
        new("Without the capability, what one process stores no other knows", Area, async c =>
        {
            NeedNot(c, c.State.Capabilities.CrossProcess, "cross-process state");
            PynencApp other = await c.OpenAgainAsync();
            InvocationId id = await c.PublishAsync();
            Check.Equal(null, await other.State.Queries.GetAsync(id, c.Token), "the state the other sees");
        }),
        new("What was stored is there after everything was closed and opened again", Area, async c =>
        {
            c.Need(c.State.Capabilities.Durable, "durable state");
            InvocationRecord record = c.Record();
            await c.PublishAsync(record);
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), record.Id);
            TransitionRequest end = c.Request(record.Id, fence, InvocationStatus.Running, InvocationStatus.Success) with { Payload = "42"u8.ToArray() };
            await c.Store.TransitionAsync([end], c.Token);
            InvocationId open = await c.PublishAsync();
            await c.App.DisposeAsync();
            PynencApp again = await c.OpenAgainAsync();
            InvocationState state = (await again.State.Queries.GetAsync(record.Id, c.Token))!;
            Check.Equal(record with { Arguments = default }, state.Record with { Arguments = default });
            Check.Equal(InvocationStatus.Success, state.Status);
            Check.Equal(4, (await again.State.Queries.GetHistoryAsync(record.Id, c.Token)).Count, "rows");
            InvocationOutcome outcome = (await again.State.Queries.GetOutcomesAsync([record.Id], c.Token))[0];
            Check.Sequence("42"u8.ToArray(), outcome.Payload!.Value.ToArray(), "payload");
            Check.Equal(InvocationStatus.Registered, (await again.State.Queries.GetAsync(open, c.Token))!.Status, "the one still to be run");
        }),
        new("Without the capability, what was stored is gone when it is opened again", Area, async c =>
        {
            NeedNot(c, c.State.Capabilities.Durable, "durable state");
            InvocationId id = await c.PublishAsync();
            await c.App.DisposeAsync();
            PynencApp again = await c.OpenAgainAsync();
            Check.Equal(null, await again.State.Queries.GetAsync(id, c.Token), "the state after opening again");
        }),
    ];

    private static void NeedNot(CaseContext c, bool isDeclared, string capability)
    {
        if (isDeclared)
        {
            throw new ConformanceSkipException($"{c.Backend.Name} declares {capability}.");
        }
    }

    private static async Task<InvocationId[]> ReceivedAsync(CaseContext c, PynencApp app)
    {
        var request = new ReceiveRequest([], 10, TimeSpan.FromSeconds(30), TimeSpan.Zero);
        return [.. (await app.Broker.ReceiveAsync(request, c.Token)).Select(d => d.Id)];
    }
}
