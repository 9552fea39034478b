using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Calls that are one call however often they are made, and what operators do.</summary>
internal static class OperatorCases
{
    private const string Area = "operators";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Calls with one idempotency key are one invocation, even at once", Area, async c =>
        {
            int runs = 0;
            TaskHandle<ValueTuple<int>, int> work = c.App.Task("work", (int x) => { Interlocked.Increment(ref runs); return x; });
            var options = new CallOptions { IdempotencyKey = "order 17" };
            Invocation<int>[] calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => work.CallAsync(5, options, c.Token).AsTask()));
            Check.Equal(1, calls.Select(i => i.Id).Distinct().Count(), "ids");
            await c.StartRunnerAsync();
            Check.Equal(5, await EngineCases.ResultAsync(c, calls[0]), "result");
            Check.Equal(5, await EngineCases.ResultAsync(c, await work.CallAsync(5, options, c.Token)), "result of a call after the end");
            Check.Equal(1, runs, "runs");
        }),
        new("An idempotency key belongs to one task and one set of arguments", Area, async c =>
        {
            TaskHandle<ValueTuple<int>, int> work = c.App.Task("work", (int x) => x);
            TaskHandle<ValueTuple<int>, int> other = c.App.Task("other", (int x) => x);
            var options = new CallOptions { IdempotencyKey = "order 17" };
            Invocation<int> first = await work.CallAsync(5, options, c.Token);
            var conflict = await Check.ThrowsAsync<IdempotencyConflictException>(() => work.CallAsync(6, options, c.Token).AsTask(), "a call with other arguments");
            Check.Equal(first.Id, conflict.Existing);
            Check.True((await other.CallAsync(6, options, c.Token)).Id != first.Id, "another task has keys of its own");
            Check.Equal(2, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
        new("What has failed is run again once, however often that is asked", Area, async c =>
        {
            bool isMended = false;
            TaskHandle<ValueTuple<int>, int> work = c.App.Task("work", (int x) => isMended ? x : throw new InvalidOperationException("broken"));
            await c.StartRunnerAsync();
            Invocation<int> failed = await work.CallAsync(5, cancellationToken: c.Token);
            await Check.ThrowsAsync<InvocationFailedException>(() => EngineCases.ResultAsync(c, failed), "the failed call");
            isMended = true;
            Invocation again = await c.App.RerunAsync(failed.Id, c.Token);
            Invocation twice = await c.App.RerunAsync(failed.Id, c.Token);
            Check.Equal(again.Id, twice.Id);
            Check.Equal(5, await EngineCases.ResultAsync(c, c.App.Invocation<int>(again.Id)), "result");
            Check.Equal(InvocationStatus.Failed, await failed.StatusAsync(c.Token));
        }),
        new("All that failed is run again in one call, and only that", Area, async c =>
        {
            bool isMended = false;
            TaskHandle<ValueTuple<int>, int> work = c.App.Task("work", (int x) => isMended || x % 2 == 0 ? x : throw new InvalidOperationException("odd"));
            await c.StartRunnerAsync();
            InvocationGroup<int> group = await work.ParallelizeAsync([1, 2, 3, 4, 5], cancellationToken: c.Token);
            await Check.ThrowsAsync<InvocationFailedException>(() => c.DriveAsync(group.AllAsync(c.Token).AsTask()), "the group");
            isMended = true;
            var filter = new InvocationFilter { Task = new TaskId("work"), Status = InvocationStatus.Failed };
            Check.Equal(3, await c.App.RerunAllAsync(filter, c.Token), "first time");
            Check.Equal(0, await c.App.RerunAllAsync(filter, c.Token), "second time");
            await c.DriveAsync(CountedAsync(c, InvocationStatus.Success, 5));
        }),
        new("What has not ended is not run again", Area, async c =>
        {
            TaskHandle<ValueTuple<int>, int> work = c.App.Task("work", (int x) => x);
            Invocation<int> waiting = await work.CallAsync(5, cancellationToken: c.Token);
            await Check.ThrowsAsync<InvalidOperationException>(() => c.App.RerunAsync(waiting.Id, c.Token).AsTask(), "running it again");
            await Check.ThrowsAsync<ArgumentException>(() => c.App.RerunAllAsync(InvocationFilter.All, c.Token).AsTask(), "running all again");
            Check.Equal(1, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
        new("Cancelling a tree ends the parent and all it has called", Area, async c =>
        {
            InvocationRecord root = c.Record();
            InvocationRecord child = c.Record(parent: root.Id);
            InvocationRecord grandchild = c.Record(parent: child.Id);
            InvocationRecord ended = c.Record(parent: root.Id);
            InvocationRecord stranger = c.Record();
            await c.Store.PublishAsync([root, child, grandchild, ended, stranger], c.Token);
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), ended.Id);
            await c.MovedAsync(ended.Id, fence, InvocationStatus.Running, InvocationStatus.Success);
            Check.Equal(3, await c.App.CancelTreeAsync(root.Id, "enough", c.Token), "cancelled");
            Check.Equal(InvocationStatus.Cancelled, await c.StatusAsync(grandchild.Id));
            Check.Equal(InvocationStatus.Success, await c.StatusAsync(ended.Id));
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(stranger.Id));
        }),
        new("Cancelling a group ends every member that has not ended", Area, async c =>
        {
            TaskHandle<ValueTuple<int>, int> work = c.App.Task("work", (int x) => x);
            InvocationGroup<int> group = await work.ParallelizeAsync(Enumerable.Range(0, 20), cancellationToken: c.Token);
            Check.Equal(20, await group.CancelAsync("enough", c.Token), "cancelled");
            Check.Equal(20, await c.CountAsync(InvocationStatus.Cancelled), "counted");
        }),
        new("It is told what an invocation waits for", Area, async c =>
        {
            InvocationId queued = await c.PublishAsync();
            Check.Equal(StandingKind.NoRunner, (await c.App.ExplainAsync(queued, c.Token)).Kind);
            RunnerId runner = await c.RunnerAsync();
            Check.Equal(StandingKind.Queued, (await c.App.ExplainAsync(queued, c.Token)).Kind);
            Fence fence = await c.ClaimedAsync(runner, queued);
            Check.Equal(StandingKind.Running, (await c.App.ExplainAsync(queued, c.Token)).Kind);
            InvocationId waited = await c.PublishAsync();
            await c.MovedAsync(queued, fence, InvocationStatus.Running);
            await c.WaitAsync(queued, fence, waited);
            Check.Equal(StandingKind.Waiting, (await c.App.ExplainAsync(queued, c.Token)).Kind);
            await c.State.Runners.UnregisterAsync(runner, c.Token);
            Check.Equal(StandingKind.OwnerLost, (await c.App.ExplainAsync(queued, c.Token)).Kind);
            await c.App.Invocation<int>(waited).CancelAsync("enough", c.Token);
            Standing ended = await c.App.ExplainAsync(waited, c.Token);
            Check.Equal(StandingKind.Ended, ended.Kind);
            Check.True(ended.Sentence.Contains("enough", StringComparison.Ordinal), "the reason is told");
        }),
        new("A retry that waits is not begun before its time", Area, async c =>
        {
            int attempts = 0;
            TaskHandle<ValueTuple, int> work = c.App.Task(
                "work",
                () => ++attempts == 1 ? throw new RetryException("later", TimeSpan.FromMinutes(3)) : attempts,
                new TaskOptions { MaxRetries = 1 });
            await c.StartRunnerAsync();
            Invocation<int> call = await work.CallAsync(cancellationToken: c.Token);
            await c.DriveAsync(CountedAsync(c, InvocationStatus.Retry, 1));
            await c.AdvanceAsync(TimeSpan.FromMinutes(3));
            Task<int> result = call.ResultAsync(null, c.Token).AsTask();
            while (!result.IsCompleted)
            {
                // So long a jump may cost the runner its lease, and what it does then takes time, which passes only here.
                await Task.WhenAny(result, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, c.Token));
                await c.AdvanceAsync(c.App.Options.QueueTimeout);
            }

            Check.Equal(2, await result, "result");
            IReadOnlyList<HistoryEntry> history = await call.HistoryAsync(c.Token);
            HistoryEntry retry = history.Single(h => h.Status == InvocationStatus.Retry);
            Check.True(history[retry.Sequence].At - retry.At >= TimeSpan.FromMinutes(3), $"it was claimed {history[retry.Sequence].At - retry.At} after its failure");
            await EngineCases.LegalAsync(c);
        }),
    ];

    private static async Task CountedAsync(CaseContext c, InvocationStatus status, int count)
    {
        while (await c.CountAsync(status) < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, c.Token);
        }
    }
}
