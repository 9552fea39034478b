using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Runners: their claims live and die with one lease.</summary>
internal static class RunnerCases
{
    private const string Area = "runner";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Registered runners are listed, the oldest first, with all they said", Area, async c =>
        {
            var first = new RunnerInfo(RunnerId.New(), "ThreadRunner", "alpha", 17, 4, c.Now);
            var second = new RunnerInfo(RunnerId.New(), "ThreadRunner", "beta", 18, 8, c.Now.AddSeconds(1));
            await c.State.Runners.RegisterAsync(second, TimeSpan.FromSeconds(30), c.Token);
            await c.State.Runners.RegisterAsync(first, TimeSpan.FromSeconds(30), c.Token);
            Check.Sequence([first, second], await c.State.Runners.ListAsync(c.Token));
        }),
        new("A runner without heartbeat expires when its lease ends, and is returned once", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync(TimeSpan.FromSeconds(30));
            await c.AdvanceAsync(TimeSpan.FromSeconds(29));
            Check.Equal(0, (await c.State.Runners.ExpireAsync(c.Token)).Count, "before the end");
            await c.AdvanceAsync(TimeSpan.FromSeconds(2));
            Check.Sequence([runner], (await c.State.Runners.ExpireAsync(c.Token)).Select(r => r.Id), "after the end");
            Check.Equal(0, (await c.State.Runners.ExpireAsync(c.Token)).Count, "again");
            Check.Equal(0, (await c.State.Runners.ListAsync(c.Token)).Count, "listed");
        }),
        new("A heartbeat keeps a runner alive", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync(TimeSpan.FromSeconds(30));
            for (int i = 0; i < 5; i++)
            {
                await c.AdvanceAsync(TimeSpan.FromSeconds(20));
                Check.Equal(false, (await RenewAsync(c, runner)).IsLost, "lost");
                Check.Equal(0, (await c.State.Runners.ExpireAsync(c.Token)).Count, "expired");
            }
        }),
        new("A removed runner is not revived by a heartbeat", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync(TimeSpan.FromSeconds(30));
            await c.AdvanceAsync(TimeSpan.FromSeconds(31));
            await c.State.Runners.ExpireAsync(c.Token);
            Check.Equal(true, (await RenewAsync(c, runner)).IsLost, "lost");
            Check.Equal(0, (await c.State.Runners.ListAsync(c.Token)).Count, "listed");
        }),
        new("A late heartbeat counts while nobody has removed the runner", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync(TimeSpan.FromSeconds(30));
            await c.AdvanceAsync(TimeSpan.FromSeconds(31));
            Check.Equal(false, (await RenewAsync(c, runner)).IsLost, "lost");
            Check.Equal(0, (await c.State.Runners.ExpireAsync(c.Token)).Count, "expired");
        }),
        new("A heartbeat tells what is no longer held, and what was not listed", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId kept = await c.PublishAsync();
            InvocationId cancelled = await c.PublishAsync();
            InvocationId silent = await c.PublishAsync();
            Fence keptFence = await c.ClaimedAsync(runner, kept);
            Fence cancelledFence = await c.ClaimedAsync(runner, cancelled);
            Fence silentFence = await c.ClaimedAsync(runner, silent);
            await c.MovedAsync(cancelled, null, InvocationStatus.Cancelled);
            RenewOutcome outcome = await RenewAsync(
                c, runner, new HeldInvocation(kept, keptFence.Epoch), new HeldInvocation(cancelled, cancelledFence.Epoch));
            Check.Sequence([cancelled], outcome.NoLongerHeld);
            Check.Sequence([new HeldInvocation(silent, silentFence.Epoch)], outcome.NotListed);
        }),
        new("Registering again renews the lease", Area, async c =>
        {
            var info = new RunnerInfo(RunnerId.New(), "Case", "host", 1, 1, c.Now);
            await c.State.Runners.RegisterAsync(info, TimeSpan.FromSeconds(30), c.Token);
            await c.AdvanceAsync(TimeSpan.FromSeconds(20));
            await c.State.Runners.RegisterAsync(info, TimeSpan.FromSeconds(30), c.Token);
            await c.AdvanceAsync(TimeSpan.FromSeconds(20));
            Check.Equal(0, (await c.State.Runners.ExpireAsync(c.Token)).Count, "expired");
            Check.Equal(1, (await c.State.Runners.ListAsync(c.Token)).Count, "listed");
        }),
    ];

    private static Task<RenewOutcome> RenewAsync(CaseContext c, RunnerId runner, params HeldInvocation[] held) =>
        c.State.Runners.RenewAsync(new RenewRequest(runner, TimeSpan.FromSeconds(30), held), c.Token).AsTask();
}
