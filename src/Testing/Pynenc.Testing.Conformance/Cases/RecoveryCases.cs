using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Whatever dies, whenever: somebody picks the work up, and only one result counts.</summary>
internal static class RecoveryCases
{
    private const string Area = "recovery";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Work of a dead runner runs elsewhere after its lease, whatever status it left it in", Area, async c =>
        {
            var work = c.App.Task("case.task", (int x) => x);
            RunnerId dead = await c.RunnerAsync(TimeSpan.FromSeconds(30));
            InvocationRecord[] records = [.. Enumerable.Range(0, 4).Select(_ => c.Record())];
            await c.PublishAndRouteAsync(records);
            IReadOnlyList<ClaimedInvocation> claimed = await c.TakeAsync(dead);
            Check.Equal(4, claimed.Count, "claimed");
            InvocationId never = await c.PublishAsync();
            await c.MovedAsync(records[1].Id, claimed[1].Fence, InvocationStatus.Running);
            await c.MovedAsync(records[2].Id, claimed[2].Fence, InvocationStatus.Running);
            await c.WaitAsync(records[2].Id, claimed[2].Fence, never);
            await c.MovedAsync(records[3].Id, claimed[3].Fence, InvocationStatus.Running, InvocationStatus.Paused, InvocationStatus.Resumed);
            await c.AdvanceAsync(TimeSpan.FromSeconds(31));
            await c.StartRunnerAsync();
            foreach (InvocationRecord record in records)
            {
                Check.Equal(1, await EngineCases.ResultAsync(c, c.App.Invocation<int>(record.Id)), "result");
                Check.True((await c.HistoryAsync(record.Id)).Contains(InvocationStatus.Rerouted), "the history tells of the recovery");
            }

            await EngineCases.LegalAsync(c);
        }),
        new("A body that kills its runner again and again is set aside as poisoned", Area, async c =>
        {
            InvocationRecord record = c.Record();
            await c.PublishAndRouteAsync([record]);
            int deaths = 0;
            while (await c.StatusAsync(record.Id) != InvocationStatus.Poisoned)
            {
                Check.True(deaths++ < 10, "it is poisoned in the end");
                RunnerId victim = await c.RunnerAsync();
                ClaimedInvocation claimed = (await c.TakeAsync(victim))[0];
                await c.MovedAsync(record.Id, claimed.Fence, InvocationStatus.Running);
                await c.State.Runners.UnregisterAsync(victim, c.Token);
                await c.App.SweepAsync(c.Token);
            }

            Check.Equal(c.App.Options.MaxRecoveries + 1, deaths);
            var stopped = await Check.ThrowsAsync<InvocationStoppedException>(() => EngineCases.ResultAsync(c, c.App.Invocation<int>(record.Id)), "its result");
            Check.Equal(InvocationStatus.Poisoned, stopped.Status);
        }),
        new("Claimed and never started work of dying runners is never poisoned", Area, async c =>
        {
            InvocationRecord record = c.Record();
            await c.PublishAndRouteAsync([record]);
            for (int i = 0; i < c.App.Options.MaxRecoveries + 3; i++)
            {
                RunnerId victim = await c.RunnerAsync();
                Check.Equal(1, (await c.TakeAsync(victim)).Count, "taken");
                await c.State.Runners.UnregisterAsync(victim, c.Token);
                await c.App.SweepAsync(c.Token);
            }

            Check.Equal(InvocationStatus.Rerouted, await c.StatusAsync(record.Id));
        }),
        new("A runner that was given up stores nothing any more, and goes on under a new id", Area, async c =>
        {
            var started = new TaskCompletionSource<CancellationToken>();
            var finish = new TaskCompletionSource();
            int runs = 0;
            var work = c.App.Task("work", async (CancellationToken token) =>
            {
                int run = Interlocked.Increment(ref runs);
                if (run == 1)
                {
                    started.SetResult(token);
                    await finish.Task;
                }

                return run;
            });
            ThreadRunner runner = await c.StartRunnerAsync(configure: o => o.Slots = 2);
            RunnerId before = runner.Self.Id;
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            CancellationToken token = await c.DriveAsync(started.Task);
            await c.State.Runners.UnregisterAsync(before, c.Token);
            await c.App.SweepAsync(c.Token);
            Task<int> result = EngineCases.ResultAsync(c, invocation);
            var told = new TaskCompletionSource();
            token.Register(told.SetResult);
            await AdvanceUntilAsync(c, told.Task);
            finish.SetResult();
            await AdvanceUntilAsync(c, result);
            Check.Equal(2, await result, "the result of the second run");
            Check.True(runner.Self.Id != before, "the runner has a new id");
        }),
        new("A claim whose answer never arrived is given back", Area, async c =>
        {
            var work = c.App.Task("case.task", (int x) => x);

            // It must not take the invocation by itself: it serves another queue, or nobody has routed the invocation yet.
            ThreadRunner runner = await c.StartRunnerAsync(configure: o => o.Queues = c.Broker.Capabilities.NamedQueues ? ["other"] : []);
            InvocationId id = await c.PublishAsync();
            await c.ClaimedAsync(runner.Self.Id, id);
            await c.StartRunnerAsync();
            Task<int> result = EngineCases.ResultAsync(c, c.App.Invocation<int>(id));
            await AdvanceUntilAsync(c, result);
            Check.Equal(1, await result, "result");
        }),
        new("What a broker has lost is routed again", Area, async c =>
        {
            var work = c.App.Task("case.task", (int x) => x);
            InvocationRecord record = c.Record();
            await c.PublishAndRouteAsync([record]);
            await c.Broker.PurgeAsync(c.Token);
            await c.StartRunnerAsync();
            Task<int> result = EngineCases.ResultAsync(c, c.App.Invocation<int>(record.Id));
            await AdvanceUntilAsync(c, result);
            Check.Equal(1, await result, "result");
        }),
        new("What was stored and never routed is routed by the next runner", Area, async c =>
        {
            c.NeedComposed();
            var work = c.App.Task("case.task", (int x) => x);
            InvocationId id = await c.PublishAsync();
            await c.StartRunnerAsync();
            Task<int> result = EngineCases.ResultAsync(c, c.App.Invocation<int>(id));
            await AdvanceUntilAsync(c, result);
            Check.Equal(1, await result, "result");
        }),
        new("A stop lets running bodies end, and gives back what had not begun", Area, async c =>
        {
            var started = new TaskCompletionSource();
            var finish = new TaskCompletionSource();
            var work = c.App.Task("work", async (int x) =>
            {
                if (x == 1)
                {
                    started.TrySetResult();
                    await finish.Task;
                }

                return x;
            });
            ThreadRunner runner = await c.StartRunnerAsync(configure: o => { o.Slots = 1; o.MaxPrefetch = 0; });
            Invocation<int> running = await work.CallAsync(1, cancellationToken: c.Token);
            await c.DriveAsync(started.Task);
            Invocation<int> waiting = await work.CallAsync(2, cancellationToken: c.Token);
            Task stopping = runner.StopAsync();
            Check.True(ReferenceEquals(stopping, runner.StopAsync()), "a second stop waits for the first");
            Check.Equal(false, stopping.IsCompleted, "stopped while a body runs");
            finish.SetResult();
            await c.DriveAsync(stopping);
            Check.Equal(InvocationStatus.Success, await running.StatusAsync(c.Token));
            Check.True((await waiting.StatusAsync(c.Token)).IsAvailable(), "what had not begun is available to others");
            Check.Equal(0, (await c.State.Runners.ListAsync(c.Token)).Count, "registered runners");
            await c.StartRunnerAsync();
            Check.Equal(2, await EngineCases.ResultAsync(c, waiting), "result");
        }),
        new("A body that outlasts the drain is killed, rerouted, and run by another", Area, async c =>
        {
            var started = new TaskCompletionSource();
            int runs = 0;
            var work = c.App.Task("work", async (CancellationToken token) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    started.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }

                return runs;
            });
            // No drain time at all, so that no time has to pass: a clock that is driven ahead would end the wait for the store as well.
            ThreadRunner runner = await c.StartRunnerAsync(configure: o => o.DrainTimeout = TimeSpan.Zero);
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            await c.DriveAsync(started.Task);
            await runner.StopAsync().WaitAsync(c.Token);
            InvocationStatus[] history = await c.HistoryAsync(invocation.Id);
            Check.Sequence([InvocationStatus.Running, InvocationStatus.Killed, InvocationStatus.Rerouted], history[^3..]);
            await c.StartRunnerAsync();
            Check.Equal(2, await EngineCases.ResultAsync(c, invocation), "result");
        }),
        new("A body that stops because its runner drains is run by another", Area, async c =>
        {
            var started = new TaskCompletionSource();
            int runs = 0;
            var work = c.App.Task("work", async () =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    started.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, InvocationContext.Current!.Draining);
                }

                return runs;
            });
            ThreadRunner runner = await c.StartRunnerAsync();
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            await c.DriveAsync(started.Task);
            await c.DriveAsync(runner.StopAsync());
            Check.Sequence([InvocationStatus.Running, InvocationStatus.Killed, InvocationStatus.Rerouted], (await c.HistoryAsync(invocation.Id))[^3..]);
            await c.StartRunnerAsync();
            Check.Equal(2, await EngineCases.ResultAsync(c, invocation), "result");
        }),
        new("A runner that was stopped does not start again, and leaves no trace", Area, async c =>
        {
            ThreadRunner runner = await c.StartRunnerAsync();
            await c.DriveAsync(runner.StopAsync());
            await runner.StartAsync(c.Token);
            Check.Equal(0, (await c.State.Runners.ListAsync(c.Token)).Count, "registered runners");
            await c.DriveAsync(runner.StopAsync());
        }),
    ];

    internal static async Task AdvanceUntilAsync(CaseContext c, Task done)
    {
        while (!done.IsCompleted)
        {
            await c.AdvanceAsync(TimeSpan.FromSeconds(1));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, c.Token));
        }

        await done;
    }
}
