using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Sweeps: whatever a crash left behind is found, and nothing else.</summary>
internal static class SweepCases
{
    private const string Area = "sweep";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Work of a live runner is no orphan", Area, async c =>
        {
            await WaitCases.RunningAsync(c);
            await c.PublishAsync();
            Check.Equal(0, (await OrphansAsync(c)).Count, "orphans");
        }),
        new("Every owned status of a runner that is gone is found, the oldest first", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            var expected = new List<(InvocationId, InvocationStatus)>();
            foreach (InvocationStatus[] path in new InvocationStatus[][]
            {
                [], [InvocationStatus.Running], [InvocationStatus.Running, InvocationStatus.Paused],
                [InvocationStatus.Running, InvocationStatus.Paused, InvocationStatus.Resumed],
            })
            {
                InvocationId id = await c.PublishAsync();
                Fence fence = await c.ClaimedAsync(runner, id);
                if (path.Length > 0)
                {
                    await c.MovedAsync(id, fence, path);
                }

                expected.Add((id, path.Length == 0 ? InvocationStatus.Pending : path[^1]));
            }

            await c.State.Runners.UnregisterAsync(runner, c.Token);
            IReadOnlyList<Orphan> orphans = await OrphansAsync(c);
            Check.Sequence(expected, orphans.Select(o => (o.Id, o.Status)));
            Check.Sequence(orphans.Select(_ => new Fence(runner, 1)), orphans.Select(o => o.Fence!.Value));
        }),
        new("The number of orphans returned is limited", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            for (int i = 0; i < 5; i++)
            {
                await c.ClaimedAsync(runner, await c.PublishAsync());
            }

            await c.State.Runners.UnregisterAsync(runner, c.Token);
            Check.Equal(3, (await c.State.Sweeps.FindOrphansAsync(3, c.Token)).Count, "orphans");
        }),
        new("A recovered orphan is found no more", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(runner, id);
            await c.State.Runners.UnregisterAsync(runner, c.Token);
            await c.MovedAsync(id, fence, InvocationStatus.PendingRecovery, InvocationStatus.Rerouted);
            Check.Equal(0, (await OrphansAsync(c)).Count, "orphans");
        }),
        new("An invocation left between two statuses is an orphan without a claim", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId killed = await c.PublishAsync();
            await c.MovedAsync(killed, await c.ClaimedAsync(runner, killed), InvocationStatus.Killed);
            InvocationId recovering = await c.PublishAsync();
            await c.MovedAsync(recovering, await c.ClaimedAsync(runner, recovering), InvocationStatus.Running, InvocationStatus.RunningRecovery);
            IReadOnlyList<Orphan> orphans = await OrphansAsync(c);
            Check.Sequence([killed, recovering], orphans.Select(o => o.Id));
            Check.True(orphans.All(o => o.Fence is null), "orphans between two statuses have no claim");
            await c.MovedAsync(killed, null, InvocationStatus.Rerouted);
            await c.MovedAsync(recovering, null, InvocationStatus.Rerouted);
            Check.Equal(0, (await OrphansAsync(c)).Count, "orphans after the repair");
        }),
        new("Of two recoverers one wins", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(runner, id);
            await c.State.Runners.UnregisterAsync(runner, c.Token);
            TransitionRequest request = c.Request(id, fence, InvocationStatus.PendingRecovery, InvocationStatus.Rerouted);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await c.Store.TransitionAsync([request], c.Token))));
            Check.Sequence(
                [InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.PendingRecovery, InvocationStatus.Rerouted],
                await c.HistoryAsync(id));
        }),
        new("Parked invocations are found by task and by how their reason begins", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            var ids = new List<InvocationId>();
            foreach ((string task, string reason) in new[] { ("a", "Unknown task: a"), ("a", "Unreadable: x"), ("b", "Unknown task: b") })
            {
                InvocationId id = await c.PublishAsync(c.Record(task));
                Fence fence = await c.ClaimedAsync(runner, id);
                TransitionRequest park = c.Request(id, fence, InvocationStatus.Parked) with { Path = [new StatusStep(InvocationStatus.Parked, c.Now, reason)] };
                await c.Store.TransitionAsync([park], c.Token);
                ids.Add(id);
            }

            TaskId a = new("a");
            Check.Sequence(ids[..2], await c.State.Sweeps.FindParkedAsync([a], string.Empty, 10, c.Token), "any reason");
            Check.Sequence(ids[..1], await c.State.Sweeps.FindParkedAsync([a], "Unknown task: ", 10, c.Token), "one reason");
            Check.Equal(0, (await c.State.Sweeps.FindParkedAsync([new TaskId("c")], string.Empty, 10, c.Token)).Count, "another task");
        }),
        new("What was routed and stays available too long is found as stalled", Area, async c =>
        {
            InvocationRecord record = c.Record();
            await c.PublishAndRouteAsync([record]);
            await c.AdvanceAsync(TimeSpan.FromMinutes(1));
            Check.Equal(0, (await c.State.Sweeps.FindStalledAsync(c.Now.AddMinutes(-2), 10, c.Token)).Count, "young");
            Check.Sequence([record.Id], (await c.State.Sweeps.FindStalledAsync(c.Now.AddSeconds(-30), 10, c.Token)).Select(r => r.Id));
        }),
    ];

    private static Task<IReadOnlyList<Orphan>> OrphansAsync(CaseContext c) => c.State.Sweeps.FindOrphansAsync(100, c.Token).AsTask();
}
