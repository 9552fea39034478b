using Pynenc.Backend;
using Pynenc.Testing;

namespace Pynenc.Continuations;

/// <summary>Calls that are made when others have ended: what they are given, and what becomes of them when those fail.</summary>
public sealed class ContinuationTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_result_becomes_the_argument_of_the_next_task()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1, cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x);
        TaskHandle<(int, string), string> show = test.App.Task("show", (int x, string unit) => $"{x} {unit}");
        TaskHandle<(int, string, int), string> pad = test.App.Task("pad", (int x, string unit, int times) => string.Concat(Enumerable.Repeat($"{x}{unit}", times)));
        TaskHandle<ValueTuple, int> nine = test.App.Task("nine", () => 9);
        Invocation<int> first = await twice.CallAsync(4, cancellationToken: Token);

        Assert.Equal(16, await test.ResultAsync(await first.ThenAsync(twice, cancellationToken: Token), Token));
        Assert.Equal("8 kg", await test.ResultAsync(await first.ThenAsync(show, "kg", cancellationToken: Token), Token));
        Assert.Equal("8m8m", await test.ResultAsync(await first.ThenAsync(pad, "m", 2, cancellationToken: Token), Token));
        Assert.Equal(9, await test.ResultAsync(await first.ThenAsync(nine, cancellationToken: Token), Token));
    }

    [Fact]
    public async Task What_follows_waits_without_a_slot_and_runs_inside_a_task_too()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1, cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x);
        TaskHandle<ValueTuple, int> parent = test.App.Task("parent", async () => await await (await twice.CallAsync(1)).ThenAsync(twice));
        Invocation<int> later = await twice.CallAsync(3, new CallOptions { Delay = TimeSpan.FromMinutes(1) }, Token);
        Invocation<int> next = await later.ThenAsync(twice, cancellationToken: Token);

        Assert.Equal(4, await test.ResultAsync(await parent.CallAsync(cancellationToken: Token), Token));
        Assert.Equal(12, await test.ResultAsync(next, Token));
        Assert.Contains(await next.HistoryAsync(Token), h => h.Status == InvocationStatus.Paused);
    }

    [Fact]
    public async Task The_results_of_a_group_become_a_list()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x);
        TaskHandle<ValueTuple<int[]>, string> join = test.App.Task("join", (int[] all) => string.Join(' ', all));
        TaskHandle<ValueTuple<IReadOnlyList<int>>, int> count = test.App.Task("count", (IReadOnlyList<int> all) => all.Count);
        TaskHandle<(List<int>, int), int> sum = test.App.Task("sum", (List<int> all, int more) => all.Sum() + more);
        InvocationGroup<int> group = await twice.ParallelizeAsync([1, 2, 3], cancellationToken: Token);
        InvocationGroup<int> none = await twice.ParallelizeAsync([], cancellationToken: Token);

        Assert.Equal("2 4 6", await test.ResultAsync(await group.ThenAsync(join, cancellationToken: Token), Token));
        Assert.Equal(3, await test.ResultAsync(await group.ThenAsync(count, cancellationToken: Token), Token));
        Assert.Equal(112, await test.ResultAsync(await group.ThenAsync(sum, 100, cancellationToken: Token), Token));
        Assert.Equal(0, await test.ResultAsync(await none.ThenAsync(count, cancellationToken: Token), Token));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task A_continuation_of_what_did_not_succeed_fails_and_names_it(string how)
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        int calls = 0;
        TaskHandle<ValueTuple<int>, int> next = test.App.Task("next", (int x) => ++calls);
        Invocation<int> first = await EndAsync(test, how);
        Invocation<int> then = await first.ThenAsync(next, cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(then, Token));

        Assert.True(failure.Is<AntecedentFailedException>());
        Assert.StartsWith("Task 'next' was not called, because what it follows did not succeed.", failure.Error.Message, StringComparison.Ordinal);
        Assert.Contains(first.Id.ToString(), failure.Error.Message, StringComparison.Ordinal);
        Assert.Equal(how == "failed" ? "System.InvalidOperationException" : null, failure.Error.Inner!.Inner?.Type);
        Assert.Equal(0, calls);
    }

    [Theory]
    [InlineData("failed", "failed System.InvalidOperationException no stock")]
    [InlineData("cancelled", "cancelled Pynenc.InvocationCancelledException")]
    public async Task A_handler_is_given_what_went_wrong(string how, string told)
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple<InvocationFailure>, string> tell = test.App.Task(
            "tell", (InvocationFailure failure) => $"{failure.InvocationId} {failure.Status.Text()} {failure.Error.Type} {failure.Error.Message}");
        TaskHandle<(InvocationFailure, int), int> code = test.App.Task("code", (InvocationFailure failure, int code) => code);
        Invocation<int> first = await EndAsync(test, how);

        string text = await test.ResultAsync(await first.OnFailureAsync(tell, cancellationToken: Token), Token);

        Assert.StartsWith($"{first.Id} {told}", text, StringComparison.Ordinal);
        Assert.Equal(5, await test.ResultAsync(await first.OnFailureAsync(code, 5, cancellationToken: Token), Token));
    }

    [Fact]
    public async Task A_handler_that_is_not_needed_is_cancelled_with_that_reason()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        int calls = 0;
        TaskHandle<ValueTuple<InvocationFailure>, int> handle = test.App.Task("handle", (InvocationFailure _) => ++calls);
        Invocation<int> fine = await test.App.Task("fine", () => 1).CallAsync(cancellationToken: Token);
        Invocation<int> handler = await fine.OnFailureAsync(handle, cancellationToken: Token);

        var cancelled = await Assert.ThrowsAsync<InvocationCancelledException>(() => test.ResultAsync(handler, Token));

        Assert.Equal("What it follows succeeded, so there was no failure to handle.", cancelled.Reason);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task The_first_failure_of_a_group_is_handled_while_the_others_go_on()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        var release = new TaskCompletionSource();
        TaskHandle<ValueTuple<int>, int> step = test.App.Task("step", async (int x) =>
        {
            await (x == 0 ? release.Task : Task.CompletedTask);
            return x == 1 ? throw new InvalidOperationException("no") : x;
        });
        TaskHandle<ValueTuple<InvocationFailure>, InvocationId> which = test.App.Task("which", (InvocationFailure failure) => failure.InvocationId);
        TaskHandle<ValueTuple<int[]>, int> sum = test.App.Task("sum", (int[] all) => all.Sum());
        InvocationGroup<int> group = await step.ParallelizeAsync([0, 1, 2], cancellationToken: Token);
        Invocation<int> chord = await group.ThenAsync(sum, cancellationToken: Token);
        Invocation<GroupProgress> end = await group.OnEndAsync(test.App.Task("end", (GroupProgress progress) => progress), cancellationToken: Token);

        Assert.Equal(group.Ids[1], await test.ResultAsync(await group.OnFailureAsync(which, cancellationToken: Token), Token));
        Assert.True((await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(chord, Token))).Is<AntecedentFailedException>());
        Assert.Equal(InvocationStatus.Paused, await end.StatusAsync(Token));
        release.SetResult();
        Assert.Equal(new GroupProgress(3, 2, 1, 0, 0), await test.ResultAsync(end, Token));
    }

    [Fact]
    public async Task A_continuation_fails_as_its_task_does()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> fail = test.App.Task("fail", int (int x) => throw new InvalidOperationException($"not {x}", new TimeoutException()));
        Invocation<int> first = await test.App.Task("one", () => 1).CallAsync(cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<InvocationFailedException>(async () => await test.ResultAsync(await first.ThenAsync(fail), Token));

        Assert.True(failure.Is<InvalidOperationException>());
        Assert.Equal(("not 1", "System.TimeoutException"), (failure.Error.Message, failure.Error.Inner!.Type));
        Assert.Contains("Task 'fail'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_something_parked_waits_until_a_runner_knows_it()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> twice = test.App.Task("twice", (int x) => 2 * x);
        var record = new InvocationRecord { Id = InvocationId.New(), Task = new TaskId("unknown"), Arguments = "{}"u8.ToArray(), RegisteredAt = test.Clock.GetUtcNow() };
        await test.App.PublishAsync([record], Token);
        Invocation<int> first = test.App.Invocation<int>(record.Id);
        Invocation<int> next = await first.ThenAsync(twice, cancellationToken: Token);
        await Assert.ThrowsAsync<InvocationStoppedException>(() => test.ResultAsync(first, Token));
        while (await next.StatusAsync(Token) != InvocationStatus.Retry)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        Assert.Contains($"Invocation {first.Id} is parked, and what follows it waits.", (await next.StateAsync(Token)).Reason, StringComparison.Ordinal);
        test.App.Task("unknown", () => 21);
        Assert.Equal(42, await test.ResultAsync(next, Token));
    }

    [Fact]
    public async Task A_continuation_whose_task_no_runner_knows_is_parked_until_one_starts_that_does()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        await using PynencApp other = PynencTest.Inline();
        TaskDefinition<ValueTuple<int>, int> unknown = other.Task("unknown", (int x) => 2 * x).Definition;
        Invocation<int> first = await test.App.Task("one", () => 1).CallAsync(cancellationToken: Token);
        Invocation<int> next = await first.ThenAsync(test.App.Handle(unknown), cancellationToken: Token);

        var stopped = await Assert.ThrowsAsync<InvocationStoppedException>(() => test.ResultAsync(next, Token));
        Assert.Equal(InvocationStatus.Parked, stopped.Status);
        Assert.StartsWith("Unknown step: no task or alias 'unknown' on the runner.", stopped.Reason, StringComparison.Ordinal);

        test.App.Register(unknown);
        await using ThreadRunner newer = await test.App.StartThreadRunnerAsync(cancellationToken: Token);
        while (await next.StatusAsync(Token) == InvocationStatus.Parked)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        Assert.Equal(2, await test.ResultAsync(next, Token));
    }

    private static async Task<Invocation<int>> EndAsync(PynencTest test, string how)
    {
        if (how == "failed")
        {
            return await test.App.Task("fail", int () => throw new InvalidOperationException("no stock")).CallAsync(cancellationToken: Token);
        }

        Invocation<int> never = await test.App.Task("never", () => 1).CallAsync(new CallOptions { Delay = TimeSpan.FromDays(1) }, Token);
        await never.CancelAsync("enough", Token);
        return never;
    }
}
