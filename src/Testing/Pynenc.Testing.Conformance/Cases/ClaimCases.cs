using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Claim: one owner, one epoch, decided in one step.</summary>
internal static class ClaimCases
{
    private const string Area = "claim";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A claim gives all that is needed to run, under epoch 1", Area, async c =>
        {
            InvocationRecord record = c.Record();
            await c.PublishAsync(record);
            RunnerId runner = await c.RunnerAsync();
            ClaimOutcome outcome = await c.ClaimAsync(runner, record.Id);
            Check.Equal(ClaimResult.Claimed, outcome.Result);
            ClaimedInvocation claimed = outcome.Claimed!;
            Check.Equal(record with { Arguments = default }, claimed.Record with { Arguments = default });
            Check.Sequence(record.Arguments.ToArray(), claimed.Record.Arguments.ToArray());
            Check.Equal(new Fence(runner, 1), claimed.Fence);
            Check.Equal(new Fence(runner, 1), (await c.State.Queries.GetAsync(record.Id, c.Token))!.Fence!.Value);
            Check.Sequence([InvocationStatus.Registered, InvocationStatus.Pending], await c.HistoryAsync(record.Id));
        }),
        new("A second claim is refused, by the same runner too", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            RunnerId runner = await c.RunnerAsync();
            await c.ClaimedAsync(runner, id);
            Check.Equal(ClaimResult.NotAvailable, (await c.ClaimAsync(runner, id)).Result, "the same runner");
            Check.Equal(ClaimResult.NotAvailable, (await c.ClaimAsync(await c.RunnerAsync(), id)).Result, "another runner");
            Check.Equal(1, (await c.State.Queries.GetAsync(id, c.Token))!.Fence!.Value.Epoch, "epoch");
        }),
        new("Each claim raises the epoch", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            RunnerId runner = await c.RunnerAsync();
            for (int epoch = 1; epoch <= 3; epoch++)
            {
                Fence fence = await c.ClaimedAsync(runner, id);
                Check.Equal(epoch, fence.Epoch);
                await c.MovedAsync(id, fence, InvocationStatus.Rerouted);
            }
        }),
        new("Unknown ids and duplicates in a claim are answered one by one", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            RunnerId runner = await c.RunnerAsync();
            IReadOnlyList<ClaimOutcome> outcomes = await c.Store.ClaimAsync(
                new ClaimRequest(runner, [InvocationId.New(), id, id], c.Now), c.Token);
            Check.Sequence([ClaimResult.Unknown, ClaimResult.Claimed, ClaimResult.NotAvailable], outcomes.Select(o => o.Result));
        }),
        new("A runner that is not registered claims nothing", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Check.Equal(ClaimResult.RunnerLost, (await c.ClaimAsync(RunnerId.New(), id)).Result);
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(id));
        }),
        new("Nothing is claimed before its time", Area, async c =>
        {
            InvocationId id = await c.PublishAsync(c.Record(notBefore: c.Now.AddSeconds(10)));
            RunnerId runner = await c.RunnerAsync();
            Check.Equal(ClaimResult.NotDue, (await c.ClaimAsync(runner, id)).Result, "before its time");
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(id));
            await c.AdvanceAsync(TimeSpan.FromSeconds(11));
            Check.Equal(ClaimResult.Claimed, (await c.ClaimAsync(runner, id)).Result, "after its time");
        }),
        new("Work is taken in the order it was published, and once", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationRecord[] records = [.. Enumerable.Range(0, 20).Select(_ => c.Record())];
            await c.PublishAndRouteAsync(records);
            List<InvocationId> taken = [.. (await c.TakeAsync(runner, 8)).Select(t => t.Record.Id)];
            taken.AddRange((await c.TakeAsync(runner, 100)).Select(t => t.Record.Id));
            Check.Sequence(records.Select(r => r.Id), taken);
            Check.Equal(0, (await c.TakeAsync(runner)).Count, "left");
        }),
        new("A cancelled invocation is not taken", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationRecord[] records = [c.Record(), c.Record()];
            await c.PublishAndRouteAsync(records);
            await c.MovedAsync(records[0].Id, null, InvocationStatus.Cancelled);
            Check.Sequence([records[1].Id], (await c.TakeAsync(runner)).Select(t => t.Record.Id));
        }),
    ];
}
