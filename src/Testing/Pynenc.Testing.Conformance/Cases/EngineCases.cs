using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>What a user of tasks and invocations sees, whatever is plugged in.</summary>
internal static class EngineCases
{
    private const string Area = "engine";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A call's result comes back, as often as it is read", Area, async c =>
        {
            TaskHandle<(int, int), int> add = c.App.Task("add", (int x, int y) => x + y);
            await c.StartRunnerAsync();
            Invocation<int> sum = await add.CallAsync(1, 2, cancellationToken: c.Token);
            Check.Equal(3, await ResultAsync(c, sum), "first read");
            Check.Equal(3, await ResultAsync(c, sum), "second read");
            Check.Equal(3, await ResultAsync(c, c.App.Invocation<int>(sum.Id)), "read by id");
            Check.Sequence(
                [InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Success],
                (await sum.HistoryAsync(c.Token)).Select(h => h.Status));
        }),
        new("Work published before any runner starts is run", Area, async c =>
        {
            TaskHandle<ValueTuple<string>, string> hello = c.App.Task("hello", (string name) => $"Hello {name}");
            Invocation<string> greeting = await hello.CallAsync("Ada", cancellationToken: c.Token);
            await c.StartRunnerAsync();
            Check.Equal("Hello Ada", await ResultAsync(c, greeting), "result");
        }),
        new("Every shape of body works", Area, async c =>
        {
            int seen = 0;
            var plain = c.App.Task("void", () => { Interlocked.Increment(ref seen); });
            var task = c.App.Task("task", async () => { await Task.Yield(); Interlocked.Increment(ref seen); });
            var valueTask = c.App.Task("value-task", () => { Interlocked.Increment(ref seen); return ValueTask.CompletedTask; });
            var asyncResult = c.App.Task("async-result", async (int x, CancellationToken token) => { await Task.Yield(); token.ThrowIfCancellationRequested(); return x * 2; });
            var withDefault = c.App.Task("default", (Func<int, int, int>)AddForty);
            await c.StartRunnerAsync();
            await c.DriveAsync((await plain.CallAsync(cancellationToken: c.Token)).WaitAsync(null, c.Token).AsTask());
            await c.DriveAsync((await task.CallAsync(cancellationToken: c.Token)).WaitAsync(null, c.Token).AsTask());
            await c.DriveAsync((await valueTask.CallAsync(cancellationToken: c.Token)).WaitAsync(null, c.Token).AsTask());
            Check.Equal(3, seen);
            Check.Equal(10, await ResultAsync(c, await asyncResult.CallAsync(5, cancellationToken: c.Token)), "async result");
            Invocation loose = await c.App.CallJsonAsync("default", """{"x":2}""", cancellationToken: c.Token);
            Check.Equal(42, await ResultAsync(c, c.App.Invocation<int>(loose.Id)), "default argument");
        }),
        new("A failure travels with type, message, stack, data and inner exception", Area, async c =>
        {
            var fail = c.App.Task("fail", void () =>
            {
                var error = new InvalidOperationException("no stock", new TimeoutException("slow"));
                error.Data["sku"] = 17;
                throw error;
            });
            await c.StartRunnerAsync();
            Invocation<Unit> invocation = await fail.CallAsync(cancellationToken: c.Token);
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => ResultAsync(c, invocation), "the failed call");
            Check.Equal("System.InvalidOperationException", failure.Error.Type);
            Check.Equal("no stock", failure.Error.Message);
            Check.Equal("17", failure.Error.Data["sku"]);
            Check.Equal("System.TimeoutException", failure.Error.Inner!.Type);
            Check.True(failure.Error.StackTrace!.Contains(nameof(EngineCases), StringComparison.Ordinal), "the stack names the body");
            Check.Equal(InvocationStatus.Failed, await invocation.StatusAsync(c.Token));
        }),
        new("A retry runs the body again, up to its limit, and the history tells why", Area, async c =>
        {
            int runs = 0;
            var flaky = c.App.Task("flaky", () => Interlocked.Increment(ref runs) < 3 ? throw new TimeoutException($"run {runs}") : runs, new TaskOptions { MaxRetries = 5 });
            await c.StartRunnerAsync();
            Invocation<int> invocation = await flaky.CallAsync(cancellationToken: c.Token);
            Check.Equal(3, await ResultAsync(c, invocation), "runs");
            IReadOnlyList<HistoryEntry> history = await invocation.HistoryAsync(c.Token);
            Check.Sequence(
                ["System.TimeoutException: run 1", "System.TimeoutException: run 2"],
                history.Where(h => h.Status == InvocationStatus.Retry).Select(h => h.Reason));
        }),
        new("When no retry is left the last error counts", Area, async c =>
        {
            int runs = 0;
            var always = c.App.Task("always", int () => throw new TimeoutException($"run {++runs}"), new TaskOptions { MaxRetries = 2 });
            await c.StartRunnerAsync();
            Invocation<int> invocation = await always.CallAsync(cancellationToken: c.Token);
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => ResultAsync(c, invocation), "the failed call");
            Check.Equal("run 3", failure.Error.Message);
            Check.Equal(2, (await invocation.StateAsync(c.Token)).Retries, "retries");
        }),
        new("Only the named exceptions are tried again, and a request to retry always", Area, async c =>
        {
            int named = 0, other = 0, asked = 0;
            TaskOptions options = new() { MaxRetries = 1, RetryFor = [typeof(IOException)] };
            var a = c.App.Task("named", int () => ++named > 1 ? named : throw new FileNotFoundException(), options);
            var b = c.App.Task("other", int () => ++other > 1 ? other : throw new TimeoutException(), options);
            var d = c.App.Task("asked", int () => ++asked > 1 ? asked : throw new RetryException("again"), options);
            await c.StartRunnerAsync();
            Check.Equal(2, await ResultAsync(c, await a.CallAsync(cancellationToken: c.Token)), "a derived exception");
            Invocation<int> failed = await b.CallAsync(cancellationToken: c.Token);
            await Check.ThrowsAsync<InvocationFailedException>(() => ResultAsync(c, failed), "another exception");
            Check.Equal(2, await ResultAsync(c, await d.CallAsync(cancellationToken: c.Token)), "a request");
        }),
        new("A body that waits for another frees its slot: one slot is enough", Area, async c =>
        {
            var child = c.App.Task("child", (int x) => x + 1);
            var parent = c.App.Task("parent", async (int x) => await await child.CallAsync(x) + await await child.CallAsync(x * 10));
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Invocation<int> invocation = await parent.CallAsync(1, cancellationToken: c.Token);
            Check.Equal(13, await ResultAsync(c, invocation), "result");
            InvocationPage children = await c.App.PageAsync(new InvocationFilter { Parent = invocation.Id }, cancellationToken: c.Token);
            Check.Equal(2, children.Items.Count, "children");
            Check.True(children.Items.All(i => i.Record.Workflow == invocation.Id), "children belong to the workflow of their parent");
            await LegalAsync(c);
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
            Check.Equal(6, await ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)), "result");
            await LegalAsync(c);
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
            Check.Equal(1, await ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)), "result");
            Check.Equal(5, await ResultAsync(c, await child.CallAsync(5, cancellationToken: c.Token)), "the slot is free again");
            await LegalAsync(c);
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
            Check.Equal(7, await ResultAsync(c, await parent.CallAsync(cancellationToken: c.Token)), "result");
            await LegalAsync(c);
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
            Check.Equal(21, await ResultAsync(c, await fibonacci.CallAsync(8, cancellationToken: c.Token)), "result");
            await LegalAsync(c);
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
            Check.Equal(49_995_000, await ResultAsync(c, await parent.CallAsync(10_000, cancellationToken: c.Token)), "sum");
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
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => ResultAsync(c, a), "the first");
            await Check.ThrowsAsync<InvocationFailedException>(() => ResultAsync(c, b), "the second");
            Check.True(failure.Error.Message.Contains(a.Id.ToString(), StringComparison.Ordinal), "the error prints the circle");
        }),
        new("A cancelled invocation that waits in the queue never runs", Area, async c =>
        {
            int runs = 0;
            var work = c.App.Task("work", () => { runs++; });
            Invocation<Unit> invocation = await work.CallAsync(cancellationToken: c.Token);
            Check.Equal(true, await invocation.CancelAsync("not wanted", c.Token), "cancelled");
            Check.Equal(true, await invocation.CancelAsync(cancellationToken: c.Token), "cancelled again");
            await c.StartRunnerAsync();
            await c.DriveAsync((await work.CallAsync(cancellationToken: c.Token)).WaitAsync(null, c.Token).AsTask());
            var cancelled = await Check.ThrowsAsync<InvocationCancelledException>(() => ResultAsync(c, invocation), "its result");
            Check.Equal("not wanted", cancelled.Reason);
            Check.Equal(1, runs);
        }),
        new("A running body is told of its cancellation, and its result is dropped", Area, async c =>
        {
            var started = new TaskCompletionSource();
            var told = new TaskCompletionSource();
            var work = c.App.Task("work", async (CancellationToken token) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                told.SetResult();
                return 42;
            });
            ThreadRunner runner = await c.StartRunnerAsync();
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            await c.DriveAsync(started.Task);
            Check.Equal(true, await invocation.CancelAsync(cancellationToken: c.Token), "cancelled");
            await c.DriveAsync(told.Task);
            await c.DriveAsync(runner.StopAsync());
            Check.Equal(InvocationStatus.Cancelled, await invocation.StatusAsync(c.Token));
            await Check.ThrowsAsync<InvocationCancelledException>(() => ResultAsync(c, invocation), "its result");
        }),
        new("What is over cannot be cancelled", Area, async c =>
        {
            var work = c.App.Task("work", () => 1);
            await c.StartRunnerAsync();
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            await ResultAsync(c, invocation);
            Check.Equal(false, await invocation.CancelAsync(cancellationToken: c.Token), "cancelled");
            Check.Equal(1, await ResultAsync(c, invocation), "result");
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
        new("Waiting for an unknown invocation fails at once", Area, async c =>
            await Check.ThrowsAsync<InvocationNotFoundException>(() => c.App.Invocation<int>(InvocationId.New()).ResultAsync(null, c.Token).AsTask(), "the wait")),
        new("A delayed call does not run before its time", Area, async c =>
        {
            var work = c.App.Task("work", () => 1);
            var other = c.App.Task("other", () => 2);
            await c.StartRunnerAsync();
            Invocation<int> later = await work.CallAsync(new CallOptions { Delay = TimeSpan.FromMinutes(1) }, c.Token);
            if (c.Broker.Capabilities.Push)
            {
                Check.Equal(2, await ResultAsync(c, await other.CallAsync(cancellationToken: c.Token)), "undelayed");
                Check.Equal(InvocationStatus.Registered, await later.StatusAsync(c.Token));
            }

            Task<int> result = ResultAsync(c, later);
            DateTimeOffset due = (await later.StateAsync(c.Token)).NotBefore ?? c.Now;
            while (!result.IsCompleted)
            {
                await c.AdvanceAsync(TimeSpan.FromSeconds(1));
                await Task.WhenAny(result, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, c.Token));
            }

            Check.Equal(1, await result, "result");
            DateTimeOffset claimed = (await later.HistoryAsync(c.Token)).First(h => h.Status == InvocationStatus.Pending).At;
            Check.True(claimed >= due, $"it was claimed at {claimed:O}, not before {due:O}");
        }),
        new("More urgent calls run first", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Priority, "priority");
            var order = new ConcurrentQueue<int>();
            var work = c.App.Task("work", (int x) => { order.Enqueue(x); });
            InvocationGroup<Unit> low = await work.ParallelizeAsync([1, 2, 3], new CallOptions { Priority = -5 }, c.Token);
            InvocationGroup<Unit> high = await work.ParallelizeAsync([4, 5], new CallOptions { Priority = 5 }, c.Token);
            await c.StartRunnerAsync(configure: o => { o.Slots = 1; o.MaxPrefetch = 0; });
            await c.DriveAsync(low.AllAsync(c.Token).AsTask());
            await c.DriveAsync(high.AllAsync(c.Token).AsTask());
            Check.Sequence([4, 5, 1, 2, 3], order);
        }),
        new("A runner takes from its own queues only", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.NamedQueues, "named queues");
            var work = c.App.Task("work", (int x) => x);
            Invocation<int> mail = await work.CallAsync(1, new CallOptions { Queue = new QueueName("mail") }, c.Token);
            Invocation<int> other = await work.CallAsync(2, cancellationToken: c.Token);
            await c.StartRunnerAsync(configure: o => o.Queues = ["mail"]);
            Check.Equal(1, await ResultAsync(c, mail), "result");
            Check.Equal(InvocationStatus.Registered, await other.StatusAsync(c.Token));
        }),
        new("A call the broker cannot take is refused, and nothing is stored", Area, async c =>
        {
            var work = c.App.Task("work", () => 1);
            if (c.Broker.Capabilities.Priority && c.Broker.Capabilities.NamedQueues)
            {
                throw new ConformanceSkipException("It takes every call.");
            }

            CallOptions options = c.Broker.Capabilities.Priority ? new CallOptions { Queue = new QueueName("mail") } : new CallOptions { Priority = 1 };
            await Check.ThrowsAsync<CapabilityNotSupportedException>(() => work.CallAsync(options, c.Token).AsTask(), "the call");
            Check.Equal(0, (await c.App.PageAsync(cancellationToken: c.Token)).Items.Count, "stored");
        }),
        new("An unknown task is parked with its reason, and the runner goes on", Area, async c =>
        {
            var known = c.App.Task("known", () => 1);
            InvocationRecord record = c.Record("nobody.knows");
            await c.PublishAndRouteAsync([record]);
            await c.StartRunnerAsync();
            var stopped = await Check.ThrowsAsync<InvocationStoppedException>(() => ResultAsync(c, c.App.Invocation<int>(record.Id)), "its result");
            Check.Equal(InvocationStatus.Parked, stopped.Status);
            Check.True(stopped.Reason!.Contains("nobody.knows", StringComparison.Ordinal), "the reason names the task");
            Check.Equal(1, await ResultAsync(c, await known.CallAsync(cancellationToken: c.Token)), "the next call");
        }),
        new("Arguments nobody can read are parked with their reason, and the runner goes on", Area, async c =>
        {
            var work = c.App.Task("work", (int number) => number);
            InvocationRecord record = c.Record("work") with { Arguments = """{"number":"many"}"""u8.ToArray() };
            await c.PublishAndRouteAsync([record]);
            await c.StartRunnerAsync();
            var stopped = await Check.ThrowsAsync<InvocationStoppedException>(() => ResultAsync(c, c.App.Invocation<int>(record.Id)), "its result");
            Check.Equal(InvocationStatus.Parked, stopped.Status);
            Check.True(stopped.Reason!.Contains("number", StringComparison.Ordinal), "the reason names the argument");
            Check.Equal(7, await ResultAsync(c, await work.CallAsync(7, cancellationToken: c.Token)), "the next call");
        }),
        new("A result that cannot be stored fails the call with a clear reason", Area, async c =>
        {
            var huge = c.App.Task("huge", (int n) => new string('x', n));
            await c.StartRunnerAsync();
            Invocation<string> invocation = await huge.CallAsync(2_000_000, cancellationToken: c.Token);
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => ResultAsync(c, invocation), "the call");
            Check.True(failure.Error.Message.Contains("MaxPayloadBytes", StringComparison.Ordinal), "the error names the option");
        }),
        new("Stored work of a renamed task runs under its new name", Area, async c =>
        {
            InvocationRecord record = c.Record("old.name");
            await c.PublishAndRouteAsync([record]);
            c.App.Task("new.name", (int x) => x + 1, new TaskOptions { Aliases = ["old.name"] });
            await c.StartRunnerAsync();
            Check.Equal(2, await ResultAsync(c, c.App.Invocation<int>(record.Id)), "result");
        }),
    ];

    private static int AddForty(int x, int y = 40) => x + y;

    internal static Task<T> ResultAsync<T>(CaseContext c, Invocation<T> invocation) =>
        c.DriveAsync(invocation.ResultAsync(null, c.Token).AsTask());

    /// <summary>Every history is a path of the status machine, without gaps.</summary>
    internal static async Task LegalAsync(CaseContext c)
    {
        foreach (InvocationState state in (await c.App.PageAsync(limit: 1000, cancellationToken: c.Token)).Items)
        {
            IReadOnlyList<HistoryEntry> history = await c.State.Queries.GetHistoryAsync(state.Record.Id, c.Token);
            for (int i = 0; i < history.Count; i++)
            {
                Check.Equal(i + 1, history[i].Sequence, "sequence");
                Check.True(
                    i == 0 ? history[0].Status == InvocationStatus.Registered : history[i - 1].Status.CanMoveTo(history[i].Status),
                    $"{string.Join(" → ", history.Select(h => h.Status.Text()))} is a legal path");
            }
        }
    }
}
