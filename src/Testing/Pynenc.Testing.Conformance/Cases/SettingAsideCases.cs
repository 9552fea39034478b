using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>What does not run to its end: cancelled, refused, parked, or with a result nobody can store.</summary>
internal static class SettingAsideCases
{
    private const string Area = "engine";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A cancelled invocation that waits in the queue never runs", Area, async c =>
        {
            int runs = 0;
            var work = c.App.Task("work", () => { runs++; });
            Invocation<Unit> invocation = await work.CallAsync(cancellationToken: c.Token);
            Check.Equal(true, await invocation.CancelAsync("not wanted", c.Token), "cancelled");
            Check.Equal(true, await invocation.CancelAsync(cancellationToken: c.Token), "cancelled again");
            await c.StartRunnerAsync();
            await c.DriveAsync((await work.CallAsync(cancellationToken: c.Token)).WaitAsync(null, c.Token).AsTask());
            var cancelled = await Check.ThrowsAsync<InvocationCancelledException>(() => EngineCases.ResultAsync(c, invocation), "its result");
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
            await Check.ThrowsAsync<InvocationCancelledException>(() => EngineCases.ResultAsync(c, invocation), "its result");
        }),
        new("What is over cannot be cancelled", Area, async c =>
        {
            var work = c.App.Task("work", () => 1);
            await c.StartRunnerAsync();
            Invocation<int> invocation = await work.CallAsync(cancellationToken: c.Token);
            await EngineCases.ResultAsync(c, invocation);
            Check.Equal(false, await invocation.CancelAsync(cancellationToken: c.Token), "cancelled");
            Check.Equal(1, await EngineCases.ResultAsync(c, invocation), "result");
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
            var stopped = await Check.ThrowsAsync<InvocationStoppedException>(() => EngineCases.ResultAsync(c, c.App.Invocation<int>(record.Id)), "its result");
            Check.Equal(InvocationStatus.Parked, stopped.Status);
            Check.True(stopped.Reason!.Contains("nobody.knows", StringComparison.Ordinal), "the reason names the task");
            Check.Equal(1, await EngineCases.ResultAsync(c, await known.CallAsync(cancellationToken: c.Token)), "the next call");
        }),
        new("Arguments nobody can read are parked with their reason, and the runner goes on", Area, async c =>
        {
            var work = c.App.Task("work", (int number) => number);
            InvocationRecord record = c.Record("work") with { Arguments = """{"number":"many"}"""u8.ToArray() };
            await c.PublishAndRouteAsync([record]);
            await c.StartRunnerAsync();
            var stopped = await Check.ThrowsAsync<InvocationStoppedException>(() => EngineCases.ResultAsync(c, c.App.Invocation<int>(record.Id)), "its result");
            Check.Equal(InvocationStatus.Parked, stopped.Status);
            Check.True(stopped.Reason!.Contains("number", StringComparison.Ordinal), "the reason names the argument");
            Check.Equal(7, await EngineCases.ResultAsync(c, await work.CallAsync(7, cancellationToken: c.Token)), "the next call");
        }),
        new("A result that cannot be stored fails the call with a clear reason", Area, async c =>
        {
            // The limit is set here, because it is another one where large values are kept apart.
            PynencApp app = c.Open(builder => builder.Configure(o => (o.MaxPayloadBytes, o.MaxClientDataBytes) = (100_000, 100_000)));
            var huge = app.Task("huge", (int n) => new string('x', n));
            await c.StartRunnerAsync(app);
            Invocation<string> invocation = await huge.CallAsync(200_000, cancellationToken: c.Token);
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => EngineCases.ResultAsync(c, invocation), "the call");
            Check.True(failure.Error.Message.Contains("MaxPayloadBytes", StringComparison.Ordinal), "the error names the option");
        }),
        new("Stored work of a renamed task runs under its new name", Area, async c =>
        {
            InvocationRecord record = c.Record("old.name");
            await c.PublishAndRouteAsync([record]);
            c.App.Task("new.name", (int x) => x + 1, new TaskOptions { Aliases = ["old.name"] });
            await c.StartRunnerAsync();
            Check.Equal(2, await EngineCases.ResultAsync(c, c.App.Invocation<int>(record.Id)), "result");
        }),
    ];
}
