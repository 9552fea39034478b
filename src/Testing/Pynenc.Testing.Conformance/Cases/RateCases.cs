using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Rates: no more than a number of grants within any period.</summary>
internal static class RateCases
{
    private const string Area = "rate";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("Beyond the rate a claim is not due until its grant, one after the other", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 6, limit: 2);
            await c.ClaimedAsync(runner, ids[0]);
            await c.AdvanceAsync(TimeSpan.FromSeconds(4));
            await c.ClaimedAsync(runner, ids[1]);
            DateTimeOffset second = c.Now;
            foreach ((int i, DateTimeOffset grant) in new[] { (2, second.AddSeconds(6)), (3, second.AddSeconds(10)), (4, second.AddSeconds(16)), (5, second.AddSeconds(20)) })
            {
                ClaimOutcome outcome = await c.ClaimAsync(runner, ids[i]);
                Check.Equal(ClaimResult.NotDue, outcome.Result);
                Check.Equal(grant, outcome.NotBefore!.Value, $"grant of number {i}");
                Check.Equal(grant, (await c.State.Queries.GetAsync(ids[i], c.Token))!.NotBefore!.Value, "due");
            }
        }),
        Case("At its grant it is claimed, and asks for no second one", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 3, limit: 1);
            await c.ClaimedAsync(runner, ids[0]);
            await c.ClaimAsync(runner, ids[1]);
            Check.Equal(ClaimResult.NotDue, (await c.ClaimAsync(runner, ids[1])).Result, "before its grant");
            await c.AdvanceAsync(Period);
            Fence fence = await c.ClaimedAsync(runner, ids[1]);
            Check.Equal(c.Now + Period, (await c.ClaimAsync(runner, ids[2])).NotBefore!.Value, "the grant after it");
            await c.MovedAsync(ids[1], fence, InvocationStatus.Running, InvocationStatus.Retry);
            Check.Equal(c.Now + (Period * 2), (await c.ClaimAsync(runner, ids[1])).NotBefore!.Value, "a retry asks again");
        }),
        Case("Keys have rates of their own, and an idle time saves up nothing", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 3, limit: 1);
            InvocationId other = await c.PublishAsync(c.Record() with { Rate = new RateLimit("other", 1, Period) });
            await c.ClaimedAsync(runner, ids[0]);
            await c.ClaimedAsync(runner, other);
            await c.AdvanceAsync(Period * 5);
            await c.ClaimedAsync(runner, ids[1]);
            Check.Equal(ClaimResult.NotDue, (await c.ClaimAsync(runner, ids[2])).Result);
        }),
        Case("A take gives what the rate allows now, and the rest when it is due", async c =>
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, 5).Select(_ => Rated(c, 2))];
            await c.PublishAndRouteAsync(records);
            RunnerId runner = await c.RunnerAsync();
            Check.Sequence([records[0].Id, records[1].Id], (await c.TakeAsync(runner)).Select(t => t.Record.Id), "at once");
            Check.Equal(0, (await c.TakeAsync(runner)).Count, "a moment later");
            await c.AdvanceAsync(Period);
            await c.App.SweepAsync(c.Token);
            Check.Sequence([records[2].Id, records[3].Id], (await c.TakeAsync(runner)).Select(t => t.Record.Id), "after a period");
        }),
        Case("What is blocked by its concurrency limit uses no grant", async c =>
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, 2).Select(_ => Rated(c, 2) with { Concurrency = new ConcurrencyLimit("key", 1) })];
            InvocationRecord free = Rated(c, 2);
            await c.Store.PublishAsync([.. records, free], c.Token);
            RunnerId runner = await c.RunnerAsync();
            await c.ClaimedAsync(runner, records[0].Id);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, records[1].Id)).Result);
            await c.ClaimedAsync(runner, free.Id);
        }),
    ];

    private static ConformanceCase Case(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.Capabilities.Limits, "limits");
        await run(c);
    });

    private static InvocationRecord Rated(CaseContext c, int limit) => c.Record() with { Rate = new RateLimit("rate", limit, Period) };

    private static async Task<(RunnerId Runner, InvocationId[] Ids)> PublishedAsync(CaseContext c, int count, int limit)
    {
        InvocationRecord[] records = [.. Enumerable.Range(0, count).Select(_ => Rated(c, limit))];
        await c.Store.PublishAsync(records, c.Token);
        return (await c.RunnerAsync(TimeSpan.FromHours(1)), [.. records.Select(r => r.Id)]);
    }
}
