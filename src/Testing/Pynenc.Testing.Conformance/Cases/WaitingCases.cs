using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Bodies that wait for others, alone and in groups, on few slots.</summary>
internal static class WaitingCases
{
    private const string Area = "engine";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A body that waits for another frees its slot: one slot is enough", Area, async c =>
        {
            var child = c.App.Task("child", (int x) => x + 1);
            var parent = c.App.Task("parent", async (int x) => await await child.CallAsync(x) + await await child.CallAsync(x * 10));
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Invocation<int> invocation = await parent.CallAsync(1, cancellationToken: c.Token);
            Check.Equal(13, await EngineCases.ResultAsync(c, invocation), "result");
            InvocationPage children = await c.App.PageAsync(new InvocationFilter { Parent = invocation.Id }, cancellationToken: c.Token);
            Check.Equal(2, children.Items.Count, "children");
            Check.True(children.Items.All(i => i.Record.Workflow == invocation.Id), "children belong to the workflow of their parent");
            await EngineCases.LegalAsync(c);
        }),
        new("Several waits at once in one body need one slot only", Area, async c =>
        {
            var child = c.App.Task("child", (int x) => x);
            var parent = c.App.Task("parent", async () =>
            {
                Invocation<int>[] calls = [await child.CallAsync(1), await child.CallAsync(2), await child.CallAsync(3)];
                return (await Task.WhenAll(calls.Select(i => i.ResultAsync().AsTask()))).Sum();
            });
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Check.Equal(6, await EngineCases.ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)), "result");
            await EngineCases.LegalAsync(c);
        }),
        new("A body may end while one of its waits is open", Area, async c =>
        {
            var never = c.App.Task("never", () => 1, new TaskOptions { Queue = "default" });
            var child = c.App.Task("child", (int x) => x);
            var parent = c.App.Task("parent", async () =>
            {
                Invocation<int> open = await never.CallAsync(new CallOptions { Delay = TimeSpan.FromDays(30) });
                Task<int> forgotten = open.ResultAsync().AsTask();
                int one = await await child.CallAsync(1);
                return forgotten.IsCompleted ? 0 : one;
            });
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Check.Equal(1, await EngineCases.ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)), "result");
            Check.Equal(5, await EngineCases.ResultAsync(c, await child.CallAsync(5, cancellationToken: c.Token)), "the slot is free again");
            await EngineCases.LegalAsync(c);
        }),
        new("A wait that times out inside a body leaves it able to wait again", Area, async c =>
        {
            var never = c.App.Task("never", () => 1);
            var child = c.App.Task("child", (int x) => x);
            var parent = c.App.Task("parent", async () =>
            {
                Invocation<int> open = await never.CallAsync(new CallOptions { Delay = TimeSpan.FromDays(30) });
                try
                {
                    return await open.ResultAsync(TimeSpan.Zero);
                }
                catch (TimeoutException)
                {
                    return await await child.CallAsync(7);
                }
            });
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Check.Equal(7, await EngineCases.ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)), "result");
            await EngineCases.LegalAsync(c);
        }),
        new("A tree of calls ends on two slots", Area, async c =>
        {
            TaskHandle<ValueTuple<int>, int>? fibonacci = null;
            fibonacci = c.App.Task("fibonacci", async (int n) =>
            {
                if (n < 2)
                {
                    return n;
                }

                Invocation<int> one = await fibonacci!.CallAsync(n - 1);
                Invocation<int> two = await fibonacci!.CallAsync(n - 2);
                return await one + await two;
            });
            await c.StartRunnerAsync(configure: o => o.Slots = 2);
            Check.Equal(21, await EngineCases.ResultAsync(c, await fibonacci.CallAsync(8, cancellationToken: c.Token)), "result");
            await EngineCases.LegalAsync(c);
        }),
        new("One parent waits for ten thousand children on two slots", Area, async c =>
        {
            var child = c.App.Task("child", (int x) => x);
            var parent = c.App.Task("parent", async (int n) =>
            {
                long sum = 0;
                InvocationGroup<int> group = await child.ParallelizeAsync(Enumerable.Range(0, n));
                await foreach (int result in group.ResultsAsync())
                {
                    sum += result;
                }

                return sum;
            });
            await c.StartRunnerAsync(configure: o => o.Slots = 2);
            Check.Equal(49_995_000, await EngineCases.ResultAsync(c, await parent.CallAsync(10_000, cancellationToken: c.Token)), "sum");
        }),
        new("What a body waits for comes before what was queued earlier", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Promotion, "promotion");
            const int Others = 800;
            int others = 0;
            var other = c.App.Task("other", () => { Interlocked.Increment(ref others); });
            var child = c.App.Task("child", () => Volatile.Read(ref others));
            var parent = c.App.Task("parent", async () => await await child.CallAsync());
            Invocation<int> call = await parent.CallAsync(cancellationToken: c.Token);
            await other.ParallelizeAsync(Enumerable.Repeat(default(ValueTuple), Others), cancellationToken: c.Token);
            await c.StartRunnerAsync(configure: o =>
            {
                o.Slots = 1;
                o.MaxPrefetch = 0;
            });

            // A hint that nobody waits for, so some others come first, and more of them on a busy machine; without it all of them do.
            int before = await EngineCases.ResultAsync(c, call);
            Check.True(before < Others * 3 / 4, $"the child runs before most others, and not after {before} of {Others}");
        }),
        new("A group gives each result once, and all of them in order", Area, async c =>
        {
            var square = c.App.Task("square", (int x) => x * x);
            await c.StartRunnerAsync();
            InvocationGroup<int> group = await square.ParallelizeAsync(Enumerable.Range(0, 100), cancellationToken: c.Token);
            Check.Sequence(Enumerable.Range(0, 100).Select(x => x * x), await c.DriveAsync(group.AllAsync(c.Token).AsTask()));
            var seen = new List<int>();
            await foreach (int result in group.ResultsAsync(c.Token))
            {
                seen.Add(result);
            }

            Check.Sequence(Enumerable.Range(0, 100).Select(x => x * x), seen.Order());
            InvocationGroup<int> none = await square.ParallelizeAsync([], cancellationToken: c.Token);
            Check.Equal(0, (await none.AllAsync(c.Token)).Count, "an empty group");
        }),
        new("A body takes the results of a group in order, and makes the group again from its ids when it runs again", Area, async c =>
        {
            var square = c.App.Task("square", (int x) => x * x);
            InvocationId[]? ids = null;
            var parent = c.App.Task(
                "parent",
                async () =>
                {
                    ids ??= [.. (await square.ParallelizeAsync(Enumerable.Range(0, 20))).Ids];
                    InvocationGroup<int> group = c.App.Group<int>(ids);
                    var seen = new List<int>();
                    await foreach (int result in group.InOrderAsync())
                    {
                        seen.Add(result);
                    }

                    return InvocationContext.Current!.Retries == 0 ? throw new RetryException("once more") : seen.ToArray();
                },
                new TaskOptions { MaxRetries = 1 });
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Check.Sequence(Enumerable.Range(0, 20).Select(x => x * x), await EngineCases.ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)));
            await EngineCases.LegalAsync(c);
        }),
        new("The first failure in a group can end the rest; outcomes and progress tell of every member", Area, async c =>
        {
            var step = c.App.Task("step", (int x) => x == 3 ? throw new InvalidOperationException("no") : x);
            InvocationGroup<int> later = await step.ParallelizeAsync([0, 1, 2], new CallOptions { Delay = TimeSpan.FromDays(1) }, c.Token);
            InvocationGroup<int> group = c.App.Group<int>([.. later.Ids, (await step.CallAsync(3, cancellationToken: c.Token)).Id]);
            await c.StartRunnerAsync();
            await Check.ThrowsAsync<InvocationFailedException>(() => c.DriveAsync(group.AllAsync(FirstFailure.CancelOthers, c.Token).AsTask()), "the group");
            var outcomes = new List<(int Index, InvocationStatus Status)>();
            await foreach (MemberOutcome<int> outcome in group.OutcomesAsync(c.Token))
            {
                outcomes.Add((outcome.Index, outcome.Status));
            }

            Check.Sequence(
                [(0, InvocationStatus.Cancelled), (1, InvocationStatus.Cancelled), (2, InvocationStatus.Cancelled), (3, InvocationStatus.Failed)],
                outcomes.Order());
            Check.Equal(new GroupProgress(4, 0, 1, 3, 0), await c.App.Group<int>(group.Ids).ProgressAsync(c.Token), "progress");
            await EngineCases.LegalAsync(c);
        }),
        new("Two that wait for each other are told so, and nobody hangs", Area, async c =>
        {
            var others = new ConcurrentDictionary<int, Task<Invocation<int>>>();
            var first = new TaskCompletionSource<Invocation<int>>();
            var second = new TaskCompletionSource<Invocation<int>>();
            others[0] = second.Task;
            others[1] = first.Task;
            var wait = c.App.Task("wait", async (int me) => await await others[me]);
            await c.StartRunnerAsync();
            first.SetResult(await wait.CallAsync(0, cancellationToken: c.Token));
            second.SetResult(await wait.CallAsync(1, cancellationToken: c.Token));
            Invocation<int> a = await first.Task, b = await second.Task;
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => EngineCases.ResultAsync(c, a), "the first");
            await Check.ThrowsAsync<InvocationFailedException>(() => EngineCases.ResultAsync(c, b), "the second");
            Check.True(failure.Error.Message.Contains(a.Id.ToString(), StringComparison.Ordinal), "the error prints the circle");
        }),
        new("A wait with a time-out ends in time and says where the invocation is", Area, async c =>
        {
            var work = c.App.Task("work", () => 1);
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            Task<int> waiting = invocation.ResultAsync(TimeSpan.FromSeconds(10), c.Token).AsTask();
            while (!waiting.IsCompleted)
            {
                await c.AdvanceAsync(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            var error = await Check.ThrowsAsync<TimeoutException>(() => waiting, "the wait");
            Check.True(error.Message.Contains("registered", StringComparison.Ordinal), "the message names the status");
        }),
    ];
}
