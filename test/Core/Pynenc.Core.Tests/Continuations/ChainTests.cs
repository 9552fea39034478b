using Pynenc.Backend;
using Pynenc.Testing;

namespace Pynenc.Continuations;

/// <summary>Chains, and what all continuations have in common: options, keys, drains, stored form.</summary>
public sealed class ChainTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_passes_each_result_on_and_is_one_invocation_with_children()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1, cancellationToken: Token);
        TaskHandle<(int, int), int> add = test.App.Task("add", (int x, int y) => x + y);
        TaskHandle<ValueTuple<int>, string> show = test.App.Task("show", (int x) => $"<{x}>");
        TaskHandle<(string, int), string> repeat = test.App.Task("repeat", (string text, int times) => string.Concat(Enumerable.Repeat(text, times)));
        TaskChain<(int, int), string> chain = add.Then(show).Then(repeat, 2);

        Invocation<string> call = await chain.CallAsync(1, 2, cancellationToken: Token);

        Assert.Equal("<3><3>", await test.ResultAsync(call, Token));
        Assert.Equal("<9><9>", await test.ResultAsync(await chain.CallAsync(4, 5, cancellationToken: Token), Token));
        InvocationPage children = await test.App.PageAsync(new InvocationFilter { Parent = call.Id }, cancellationToken: Token);
        Assert.Equal(["add", "show", "repeat"], children.Items.Select(i => i.Record.Task.Value));
        Assert.All(children.Items, i => Assert.Equal(call.Id, i.Record.Workflow));
    }

    [Fact]
    public async Task A_chain_ends_with_the_first_task_that_fails_and_may_follow_an_invocation_or_a_group()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        int calls = 0;
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x);
        TaskHandle<ValueTuple<int>, int> fail = test.App.Task("fail", int (int x) => throw new InvalidOperationException("no"));
        TaskHandle<ValueTuple<int[]>, int> sum = test.App.Task("sum", (int[] all) => all.Sum());
        TaskHandle<ValueTuple, int> count = test.App.Task("count", () => ++calls);
        Invocation<int> one = await twice.CallAsync(1, cancellationToken: Token);
        InvocationGroup<int> group = await twice.ParallelizeAsync([1, 2], cancellationToken: Token);

        Assert.Equal(8, await test.ResultAsync(await one.ThenAsync(twice.Then(twice), cancellationToken: Token), Token));
        Assert.Equal(12, await test.ResultAsync(await group.ThenAsync(sum.Then(twice), cancellationToken: Token), Token));
        var failure = await Assert.ThrowsAsync<InvocationFailedException>(async () => await test.ResultAsync(await twice.Then(fail).Then(count).CallAsync(1), Token));
        Assert.True(failure.Is<InvalidOperationException>());
        Assert.Equal(0, calls);
        Assert.Equal(1, await test.ResultAsync(await twice.Then(count).CallAsync(1, cancellationToken: Token), Token));
    }

    [Fact]
    public async Task Options_are_those_of_the_call_that_is_made()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x, new TaskOptions { Queue = "slow", RunningConcurrency = ConcurrencyMode.Task });
        Invocation<int> one = await test.App.Task("one", () => 1).CallAsync(cancellationToken: Token);
        DateTimeOffset start = test.Clock.GetUtcNow();
        Invocation<int> next = await one.ThenAsync(twice, new CallOptions { Priority = 7, Delay = TimeSpan.FromMinutes(5), RunningLimit = 3 }, Token);

        Assert.Equal(2, await test.ResultAsync(next, Token));

        InvocationRecord made = Assert.Single((await test.App.PageAsync(new InvocationFilter { Parent = next.Id }, cancellationToken: Token)).Items).Record;
        Assert.Equal(("slow", 7, 3), (made.Queue.Value, made.Priority.Value, made.Concurrency!.Limit));
        Assert.True(test.Clock.GetUtcNow() - start >= TimeSpan.FromMinutes(5));
        InvocationRecord own = (await next.StateAsync(Token)).Record;
        Assert.Equal(("pynenc.then", "slow", 7), (own.Task.Value, own.Queue.Value, own.Priority.Value));
    }

    [Fact]
    public async Task A_key_names_the_continuation()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x);
        Invocation<int> one = await test.App.Task("one", () => 1).CallAsync(cancellationToken: Token);
        Invocation<int> two = await test.App.Task("two", () => 2).CallAsync(cancellationToken: Token);
        var key = new CallOptions { IdempotencyKey = "after one" };

        Invocation<int> first = await one.ThenAsync(twice, key, Token);
        Invocation<int> again = await one.ThenAsync(twice, key, Token);

        Assert.Equal((first.Id, false, true), (again.Id, first.IsReused, again.IsReused));
        await Assert.ThrowsAsync<IdempotencyConflictException>(async () => await two.ThenAsync(twice, key, Token));
        Invocation<int> chain = await twice.Then(twice).CallAsync(5, new CallOptions { IdempotencyKey = "chain" }, Token);
        Assert.Equal(20, await test.ResultAsync(chain, Token));
        Assert.Throws<ArgumentException>(() => twice.Then(twice, key));
    }

    [Fact]
    public async Task A_continuation_across_applications_or_with_impossible_options_is_refused()
    {
        await using PynencApp app = PynencTest.Inline();
        await using PynencApp other = PynencTest.Inline(o => o.AppId("other"));
        TaskHandle<ValueTuple<int>, int> twice = app.Task("twice", (int x) => 2 * x);
        Invocation<int> one = await twice.CallAsync(1);

        Assert.Contains(
            "Both must be of one application",
            (await Assert.ThrowsAsync<ArgumentException>(async () => await one.ThenAsync(other.Task("twice", (int x) => 2 * x)))).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await one.ThenAsync(twice, new CallOptions { Delay = TimeSpan.FromSeconds(-1) }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await one.ThenAsync(twice, new CallOptions { RunningConcurrency = ConcurrencyMode.Keys }));
    }

    [Fact]
    public async Task Everything_works_inline()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<int>, int> twice = app.Task("twice", (int x) => 2 * x);
        TaskHandle<ValueTuple<int[]>, int> sum = app.Task("sum", (int[] all) => all.Sum());

        Assert.Equal(4, await await (await twice.CallAsync(1)).ThenAsync(twice));
        Assert.Equal(8, await await twice.Then(twice).Then(twice).CallAsync(1));
        Assert.Equal(6, await await (await twice.ParallelizeAsync([1, 2])).ThenAsync(sum));
    }

    [Fact]
    public async Task A_drain_hands_what_waits_to_another_runner_at_once_and_nothing_is_called_twice()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        int calls = 0;
        var began = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        TaskHandle<ValueTuple<int>, int> slow = app.Task("slow", async (int x) =>
        {
            calls++;
            began.TrySetResult();
            await release.Task;
            return x + 1;
        });
        TaskHandle<ValueTuple, int> one = app.Task("one", () => 1, new TaskOptions { Queue = "one" });
        await using ThreadRunner worker = await app.StartThreadRunnerAsync(o => o.Queues = ["one", "slow"], Token);
        ThreadRunner first = await app.StartThreadRunnerAsync(o => { o.Queues = ["then"]; o.DrainTimeout = TimeSpan.FromHours(1); }, Token);
        Invocation<int> next = await (await one.CallAsync(cancellationToken: Token)).ThenAsync(slow, new CallOptions { Queue = new QueueName("then") }, Token);

        // Its call went to its own queue too, so this runner holds both; the body cannot be stopped, the continuation can.
        await began.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Task stopping = first.StopAsync();
        await using ThreadRunner second = await app.StartThreadRunnerAsync(o => o.Queues = ["then"], Token);
        while (!(await next.HistoryAsync(Token)).Any(h => h.Runner == second.Self.Id))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        Assert.False(stopping.IsCompleted);
        release.SetResult();
        Assert.Equal(2, await next.ResultAsync(TimeSpan.FromSeconds(20), Token));
        await stopping;
        Assert.Equal(1, calls);
        Assert.Contains(await next.HistoryAsync(Token), h => h.Status == InvocationStatus.Killed);
    }

    [Fact]
    public void The_stored_form_is_as_documented()
    {
        var plan = new ContinuationPlan
        {
            After = [Guid.Empty],
            When = ContinuationWhen.Failure,
            Steps = [new ContinuationStep { Task = "bill", Parameter = "failure", Delay = TimeSpan.FromMinutes(1), WhenBlocked = BlockedAction.End }],
        };

        Assert.Equal(
            """{"version":1,"after":["00000000-0000-0000-0000-000000000000"],"when":"Failure","isList":false,"steps":[{"task":"bill","parameter":"failure","delay":"00:01:00","whenBlocked":"End"}]}""",
            System.Text.Encoding.UTF8.GetString(plan.Write().Span));
        Assert.Equal("bill", ContinuationPlan.Read(plan.Write()).Steps[0].Task);
    }

    [Theory]
    [InlineData("""{"version":2,"after":[],"steps":[{"task":"x"}]}""", "is of version 2 and this program reads up to 1")]
    [InlineData("""{"version":1,"after":[],"steps":[]}""", "has no steps")]
    [InlineData("""[1]""", "cannot be read")]
    [InlineData("""{}""", "cannot be read")]
    public void A_stored_form_of_another_kind_is_refused(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<PayloadException>(() => ContinuationPlan.Read(System.Text.Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);
}
