using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Concurrency control, unique calls, cached results, rates and fairness as a user of tasks sees them.</summary>
internal static class LimitedTaskCases
{
    private const string Area = "limited tasks";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Limits("Bodies of one key run one at a time, in a batch as in single calls, and other keys beside them", async c =>
        {
            var running = new ConcurrentDictionary<string, int>();
            int most = 0;
            int both = 0;
            var met = new TaskCompletionSource();
            var bill = c.App.Task(
                "bill",
                async (string account, int amount) =>
                {
                    int now = running.AddOrUpdate(account, 1, (_, n) => n + 1);
                    InterlockedMax(ref most, now);
                    InterlockedMax(ref both, running.Values.Sum());
                    if (Volatile.Read(ref both) > 1)
                    {
                        met.TrySetResult();
                    }

                    // Until two have run side by side: how fast the machine is must not decide whether they do.
                    await met.Task;
                    await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
                    running.AddOrUpdate(account, 0, (_, n) => n - 1);
                    return amount;
                },
                new TaskOptions { RunningConcurrency = ConcurrencyMode.Keys, KeyArguments = ["account"] });
            InvocationGroup<int> group = await bill.ParallelizeAsync(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? "a" : "b", i)), cancellationToken: c.Token);
            Invocation<int> single = await bill.CallAsync("a", 100, cancellationToken: c.Token);
            await c.StartRunnerAsync();
            IReadOnlyList<int> amounts = await c.DriveAsync(group.AllAsync(c.Token).AsTask());
            Check.Sequence(Enumerable.Range(0, 12), amounts);
            Check.Equal(100, await EngineCases.ResultAsync(c, single), "the single call");
            Check.Equal(1, most, "of one account at once");
            Check.Equal(2, both, "of both accounts at once");
        }),
        Limits("A call may widen the limit, or have what is blocked end", async c =>
        {
            var release = new TaskCompletionSource();
            var started = new SemaphoreSlim(0);
            var work = c.App.Task(
                "work",
                async () =>
                {
                    started.Release();
                    await release.Task;
                },
                new TaskOptions { RunningConcurrency = ConcurrencyMode.Task });
            await c.StartRunnerAsync();
            Invocation<Unit> first = await work.CallAsync(cancellationToken: c.Token);
            await c.DriveAsync(started.WaitAsync(c.Token));
            Invocation<Unit> second = await work.CallAsync(new CallOptions { RunningLimit = 2 }, c.Token);
            await c.DriveAsync(started.WaitAsync(c.Token));
            Invocation<Unit> third = await work.CallAsync(new CallOptions { WhenBlocked = BlockedAction.End }, c.Token);
            var stopped = await Check.ThrowsAsync<InvocationStoppedException>(() => EngineCases.ResultAsync(c, third), "the blocked call");
            Check.Equal(InvocationStatus.ConcurrencyControlledFinal, stopped.Status);
            release.SetResult();
            await EngineCases.ResultAsync(c, first);
            await EngineCases.ResultAsync(c, second);
        }),
        Limits("A blocked call says why it does not run, and who holds the key", async c =>
        {
            var release = new TaskCompletionSource();
            var started = new TaskCompletionSource();
            var work = c.App.Task(
                "work",
                async () =>
                {
                    started.TrySetResult();
                    await release.Task;
                },
                new TaskOptions { RunningConcurrency = ConcurrencyMode.Task });
            await c.StartRunnerAsync();
            Invocation<Unit> first = await work.CallAsync(cancellationToken: c.Token);
            await c.DriveAsync(started.Task);
            Invocation<Unit> second = await work.CallAsync(cancellationToken: c.Token);
            while (await second.StatusAsync(c.Token) != InvocationStatus.ConcurrencyControlled)
            {
                await c.DriveAsync(Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, c.Token));
            }

            Standing standing = await c.App.ExplainAsync(second.Id, c.Token);
            Check.Equal(StandingKind.Blocked, standing.Kind);
            Check.True(standing.Sentence.Contains(first.Id.ToString(), StringComparison.Ordinal), $"'{standing.Sentence}' names the holder");
            release.SetResult();
            await EngineCases.ResultAsync(c, second);
        }),
        Reservations("Equal calls that wait are one invocation, and after its claim there is a new one", async c =>
        {
            int runs = 0;
            var refresh = c.App.Task(
                "refresh",
                (string account, int hint) => Interlocked.Increment(ref runs),
                new TaskOptions { RegistrationConcurrency = ConcurrencyMode.Keys, KeyArguments = ["account"] });
            Invocation<int> first = await refresh.CallAsync("a", 1, cancellationToken: c.Token);
            Invocation<int> again = await refresh.CallAsync("a", 2, cancellationToken: c.Token);
            Invocation<int> other = await refresh.CallAsync("b", 1, cancellationToken: c.Token);
            Check.Equal((first.Id, true), (again.Id, again.IsReused), "the second call");
            Check.Equal(false, first.IsReused || other.IsReused, "reuse of the others");
            InvocationGroup<int> group = await refresh.ParallelizeAsync([("a", 3), ("c", 1), ("c", 2)], cancellationToken: c.Token);
            Check.Equal(first.Id, group.Invocations[0].Id, "in a batch");
            Check.Equal(group.Invocations[1].Id, group.Invocations[2].Id, "twice in a batch");
            await c.StartRunnerAsync();
            await c.DriveAsync(group.AllAsync(c.Token).AsTask());
            await EngineCases.ResultAsync(c, other);
            Check.Equal(3, runs, "runs");
            Check.True((await refresh.CallAsync("a", 1, cancellationToken: c.Token)).Id != first.Id, "a call after the claim is a new one");
        }),
        Reservations("A task may refuse a call that stands for another with different arguments", async c =>
        {
            var refresh = c.App.Task(
                "refresh",
                (string account, int hint) => hint,
                new TaskOptions { RegistrationConcurrency = ConcurrencyMode.Keys, KeyArguments = ["account"], OnDifferentArguments = DifferentArguments.Throw });
            Invocation<int> first = await refresh.CallAsync("a", 1, cancellationToken: c.Token);
            Check.Equal(first.Id, (await refresh.CallAsync("a", 1, cancellationToken: c.Token)).Id, "the same arguments");
            var different = await Check.ThrowsAsync<DifferentArgumentsException>(() => refresh.CallAsync("a", 2, cancellationToken: c.Token).AsTask(), "others");
            Check.Equal(first.Id, different.Existing);
        }),
        Reservations("A cached result answers equal calls without running again, until its time is over", async c =>
        {
            int runs = 0;
            var rate = c.App.Task(
                "rate",
                (string pair, string requestId) => Interlocked.Increment(ref runs),
                new TaskOptions { CacheResultFor = TimeSpan.FromMinutes(5), CacheIgnores = ["requestId"] });
            await c.StartRunnerAsync();
            Check.Equal(1, await EngineCases.ResultAsync(c, await rate.CallAsync("eur", "r1", cancellationToken: c.Token)), "first");
            Check.Equal(1, await EngineCases.ResultAsync(c, await rate.CallAsync("eur", "r2", cancellationToken: c.Token)), "cached");
            Check.Equal(2, await EngineCases.ResultAsync(c, await rate.CallAsync("usd", "r3", cancellationToken: c.Token)), "another argument");
            await c.AdvanceAsync(TimeSpan.FromMinutes(6));
            Check.Equal(3, await EngineCases.ResultAsync(c, await rate.CallAsync("eur", "r4", cancellationToken: c.Token)), "after its time");
        }),
        Limits("No more bodies start within a period than the rate allows", async c =>
        {
            int runs = 0;
            var send = c.App.Task("send", () => { Interlocked.Increment(ref runs); }, new TaskOptions { RateLimit = 3, RatePeriod = TimeSpan.FromSeconds(20) });
            InvocationGroup<Unit> group = await send.ParallelizeAsync(Enumerable.Repeat(default(ValueTuple), 5), cancellationToken: c.Token);
            await c.StartRunnerAsync();
            foreach (Invocation<Unit> at in group.Invocations.Take(3))
            {
                await EngineCases.ResultAsync(c, at);
            }

            Check.Equal(3, runs, "at once");
            while (Volatile.Read(ref runs) < 5)
            {
                c.Token.ThrowIfCancellationRequested();
                await c.AdvanceAsync(TimeSpan.FromSeconds(5));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, c.Token);
            }

            Check.True(c.Now >= (await group.Invocations[0].HistoryAsync(c.Token))[0].At.AddSeconds(20), "a period has passed");
        }),
        new("A reservation the backend does not declare is refused, and nothing is stored", Area, async c =>
        {
            if (c.State.Capabilities.Reservations)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} declares reservations.");
            }

            var one = c.App.Task("one", () => 1, new TaskOptions { RegistrationConcurrency = ConcurrencyMode.Task });
            await Check.ThrowsAsync<CapabilityNotSupportedException>(() => one.CallAsync(cancellationToken: c.Token).AsTask(), "a unique call");
            Check.Equal(0, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
        new("A limit the backend does not declare is refused, and nothing is stored", Area, async c =>
        {
            if (c.State.Capabilities.Limits)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} declares limits.");
            }

            var one = c.App.Task("one", () => 1, new TaskOptions { RunningConcurrency = ConcurrencyMode.Task });
            await Check.ThrowsAsync<CapabilityNotSupportedException>(() => one.CallAsync(cancellationToken: c.Token).AsTask(), "a limited call");
            Check.Equal(0, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
    ];

    private static ConformanceCase Limits(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.Capabilities.Limits, "limits");
        await run(c);
    });

    private static ConformanceCase Reservations(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.Capabilities.Reservations, "reservations");
        await run(c);
    });

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
