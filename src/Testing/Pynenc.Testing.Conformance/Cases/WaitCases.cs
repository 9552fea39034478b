using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Wait: paused with its edges in one step, and never in a circle.</summary>
internal static class WaitCases
{
    private const string Area = "wait";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A wait pauses a running invocation, and it resumes", Area, async c =>
        {
            (InvocationId waiter, Fence fence) = await RunningAsync(c);
            InvocationId waited = await c.PublishAsync();
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(waiter, fence, waited)).Result);
            Check.Equal(InvocationStatus.Paused, await c.StatusAsync(waiter));
            await c.MovedAsync(waiter, fence, InvocationStatus.Resumed, InvocationStatus.Success);
            Check.Sequence(
                [InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Paused, InvocationStatus.Resumed, InvocationStatus.Success],
                await c.HistoryAsync(waiter));
        }),
        new("What is settled already is told at once, and nothing pauses", Area, async c =>
        {
            (InvocationId waiter, Fence fence) = await RunningAsync(c);
            InvocationId open = await c.PublishAsync();
            InvocationId over = await c.PublishAsync();
            await c.MovedAsync(over, null, InvocationStatus.Cancelled);
            InvocationId unknown = InvocationId.New();
            WaitOutcome outcome = await c.WaitAsync(waiter, fence, open, over, unknown);
            Check.Equal(WaitResult.AlreadySettled, outcome.Result);
            Check.Sequence(new[] { over, unknown }.Order(), outcome.Settled.Order());
            Check.Equal(InvocationStatus.Running, await c.StatusAsync(waiter));
        }),
        new("A paused invocation may wait for more, without another row in its history", Area, async c =>
        {
            (InvocationId waiter, Fence fence) = await RunningAsync(c);
            await c.WaitAsync(waiter, fence, await c.PublishAsync());
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(waiter, fence, await c.PublishAsync())).Result);
            Check.Equal(4, (await c.HistoryAsync(waiter)).Length, "rows");
        }),
        new("A wait that names nothing new pauses again", Area, async c =>
        {
            (InvocationId waiter, Fence fence) = await RunningAsync(c);
            await c.WaitAsync(waiter, fence, await c.PublishAsync());
            await c.MovedAsync(waiter, fence, InvocationStatus.Resumed);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(waiter, fence)).Result);
            Check.Equal(InvocationStatus.Paused, await c.StatusAsync(waiter));
        }),
        new("Only the holder of the claim may pause it", Area, async c =>
        {
            (InvocationId waiter, Fence fence) = await RunningAsync(c);
            InvocationId waited = await c.PublishAsync();
            Check.Equal(WaitResult.FenceLost, (await c.WaitAsync(waiter, fence with { Epoch = 9 }, waited)).Result, "another epoch");
            Check.Equal(WaitResult.FenceLost, (await c.WaitAsync(waiter, fence with { Owner = RunnerId.New() }, waited)).Result, "another owner");
            Check.Equal(InvocationStatus.Running, await c.StatusAsync(waiter));
        }),
        new("A circle of three is refused to the one that would close it, and printed from there", Area, async c =>
        {
            (InvocationId a, Fence fenceA) = await RunningAsync(c);
            (InvocationId b, Fence fenceB) = await RunningAsync(c);
            (InvocationId d, Fence fenceD) = await RunningAsync(c);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(a, fenceA, b)).Result);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(b, fenceB, d)).Result);
            WaitOutcome outcome = await c.WaitAsync(d, fenceD, a);
            Check.Equal(WaitResult.Cycle, outcome.Result);
            Check.Sequence([d, a, b], outcome.Cycle);
            Check.Equal(InvocationStatus.Running, await c.StatusAsync(d));
        }),
        new("Waiting for oneself is a circle of one", Area, async c =>
        {
            (InvocationId a, Fence fence) = await RunningAsync(c);
            WaitOutcome outcome = await c.WaitAsync(a, fence, a);
            Check.Equal(WaitResult.Cycle, outcome.Result);
            Check.Sequence([a], outcome.Cycle);
        }),
        new("A waiter that goes on is in nobody's way", Area, async c =>
        {
            (InvocationId a, Fence fenceA) = await RunningAsync(c);
            (InvocationId b, Fence fenceB) = await RunningAsync(c);
            await c.WaitAsync(a, fenceA, b);
            await c.MovedAsync(a, fenceA, InvocationStatus.Resumed);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(b, fenceB, a)).Result);
        }),
        new("A wait that was cut short is in nobody's way when its waiter waits for something else", Area, async c =>
        {
            (InvocationId a, Fence fenceA) = await RunningAsync(c);
            (InvocationId b, Fence fenceB) = await RunningAsync(c);
            await c.WaitAsync(a, fenceA, b);
            await c.MovedAsync(a, fenceA, InvocationStatus.Resumed);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(a, fenceA, await c.PublishAsync())).Result, "the second wait");
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(b, fenceB, a)).Result, "the wait of the other");
        }),
        new("A wait that goes on is still seen when its waiter pauses again", Area, async c =>
        {
            (InvocationId a, Fence fenceA) = await RunningAsync(c);
            (InvocationId b, Fence fenceB) = await RunningAsync(c);
            await c.WaitAsync(a, fenceA, b);
            await c.MovedAsync(a, fenceA, InvocationStatus.Resumed);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(a, fenceA)).Result, "the second pause");
            Check.Equal(WaitResult.Cycle, (await c.WaitAsync(b, fenceB, a)).Result, "the wait that closes the circle");
        }),
        new("Ten thousand can be waited for at once", Area, async c =>
        {
            (InvocationId waiter, Fence fence) = await RunningAsync(c);
            InvocationRecord[] records = [.. Enumerable.Range(0, 10_000).Select(_ => c.Record())];
            await c.Store.PublishAsync(records, c.Token);
            Check.Equal(WaitResult.Paused, (await c.WaitAsync(waiter, fence, [.. records.Select(r => r.Id)])).Result);
        }),
    ];

    internal static async Task<(InvocationId Id, Fence Fence)> RunningAsync(CaseContext c)
    {
        InvocationId id = await c.PublishAsync();
        Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
        await c.MovedAsync(id, fence, InvocationStatus.Running);
        return (id, fence);
    }
}
