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
