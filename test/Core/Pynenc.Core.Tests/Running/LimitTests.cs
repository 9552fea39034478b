using Pynenc.Testing;

namespace Pynenc.Running;

/// <summary>The times a task gives its invocations, on a clock that only moves when it is moved.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_body_that_takes_too_long_is_told_to_stop_and_fails()
    {
        await using PynencTest test = await PynencTest.StartAsync();
        TaskHandle<ValueTuple, Unit> slow = test.App.Task(
            "slow", (CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), new TaskOptions { Timeout = TimeSpan.FromSeconds(5) });

        InvocationFailedException failed = await Assert.ThrowsAsync<InvocationFailedException>(async () => await test.ResultAsync(await slow.CallAsync()));

        Assert.Equal("System.TimeoutException", failed.Error.Type);
        Assert.Contains("longer than 00:00:05", failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_out_is_an_error_like_any_other_and_may_be_retried()
    {
        await using PynencTest test = await PynencTest.StartAsync();
        int attempts = 0;
        TaskHandle<ValueTuple, int> slow = test.App.Task(
            "slow",
            async (CancellationToken token) =>
            {
                if (Interlocked.Increment(ref attempts) == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }

                return 7;
            },
            new TaskOptions { Timeout = TimeSpan.FromSeconds(5), MaxRetries = 1, RetryFor = [typeof(TimeoutException)] });

        Assert.Equal(7, await test.ResultAsync(await slow.CallAsync()));
    }

    [Fact]
    public async Task All_attempts_together_have_a_limit_too()
    {
        await using PynencTest test = await PynencTest.StartAsync();
        TaskHandle<ValueTuple, Unit> slow = test.App.Task(
            "slow",
            (CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            new TaskOptions { Timeout = TimeSpan.FromSeconds(40), TotalTimeout = TimeSpan.FromSeconds(100), MaxRetries = 100 });
        Invocation<Unit> call = await slow.CallAsync();

        InvocationFailedException failed = await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(call));

        Assert.Contains("All attempts together took longer than 00:01:40", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await call.HistoryAsync()).Count(h => h.Status == InvocationStatus.Retry));
    }

    [Fact]
    public async Task A_body_that_does_not_stop_loses_its_slot_and_what_it_returns()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1);
        var release = new TaskCompletionSource();
        TaskHandle<ValueTuple, int> deaf = test.App.Task(
            "deaf",
            async () =>
            {
                await release.Task;
                return 1;
            },
            new TaskOptions { Timeout = TimeSpan.FromSeconds(5) });
        TaskHandle<ValueTuple, int> next = test.App.Task("next", () => 2);
        Invocation<int> stuck = await deaf.CallAsync();
        Invocation<int> waiting = await next.CallAsync();

        Assert.Equal(2, await test.ResultAsync(waiting));
        await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(stuck));
        release.SetResult();
        Assert.Equal(2, await test.ResultAsync(await next.CallAsync()));
        Assert.Equal(InvocationStatus.Failed, (await stuck.HistoryAsync())[^1].Status);
    }

    [Fact]
    public async Task A_cancelled_body_that_does_not_stop_loses_its_slot()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1);
        var began = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        TaskHandle<ValueTuple, Unit> deaf = test.App.Task("deaf", () =>
        {
            began.SetResult();
            return release.Task;
        });
        TaskHandle<ValueTuple, int> next = test.App.Task("next", () => 2);
        Invocation<Unit> stuck = await deaf.CallAsync();
        await began.Task;
        Assert.True(await stuck.CancelAsync("enough"));

        Assert.Equal(2, await test.ResultAsync(await next.CallAsync()));
        release.SetResult();
    }

    [Fact]
    public async Task What_was_not_begun_in_time_is_cancelled_with_that_reason()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1);
        var release = new TaskCompletionSource();
        TaskHandle<ValueTuple, Unit> hold = test.App.Task("hold", () => release.Task);
        TaskHandle<ValueTuple, int> brief = test.App.Task("brief", () => 1, new TaskOptions { ExpiresAfter = TimeSpan.FromMinutes(1) });
        await hold.CallAsync();
        Invocation<int> late = await brief.CallAsync();
        test.Clock.Advance(TimeSpan.FromMinutes(2));
        release.SetResult();

        InvocationCancelledException cancelled = await Assert.ThrowsAsync<InvocationCancelledException>(() => test.ResultAsync(late));

        Assert.Contains("Expired: it was not started within 00:01:00", cancelled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_tried_again_does_not_expire()
    {
        await using PynencTest test = await PynencTest.StartAsync();
        int attempts = 0;
        TaskHandle<ValueTuple, int> brief = test.App.Task(
            "brief",
            () => ++attempts == 1 ? throw new RetryException("later", TimeSpan.FromMinutes(2)) : attempts,
            new TaskOptions { ExpiresAfter = TimeSpan.FromMinutes(1), MaxRetries = 1 });

        Assert.Equal(2, await test.ResultAsync(await brief.CallAsync()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(366 * 86_400d)]
    public async Task A_time_out_out_of_range_is_refused_where_the_task_is_registered(double seconds)
    {
        await using PynencApp app = PynencTest.Inline();
        var options = new TaskOptions { Timeout = TimeSpan.FromSeconds(seconds) };

        string message = Assert.Throws<PynencConfigurationException>(() => app.Task("x", () => 1, options)).Message;

        Assert.Contains($"Timeout is {options.Timeout}; it must be 1 ms to 365 days", message, StringComparison.Ordinal);
    }
}
