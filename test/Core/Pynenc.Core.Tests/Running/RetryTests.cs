using Pynenc.Testing;

namespace Pynenc.Running;

/// <summary>What follows from an error: another attempt, and when, or the end.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task Each_retry_waits_longer_than_the_one_before()
    {
        IReadOnlyList<HistoryEntry> history = await FailAsync(new TaskOptions
        {
            MaxRetries = 3,
            Backoff = new RetryBackoff { First = TimeSpan.FromSeconds(10), Factor = 3, Longest = TimeSpan.FromSeconds(60) },
        });

        Assert.Collection(
            Waits(history),
            wait => Assert.InRange(wait.TotalSeconds, 10, 14),
            wait => Assert.InRange(wait.TotalSeconds, 30, 34),
            wait => Assert.InRange(wait.TotalSeconds, 60, 64));
    }

    [Fact]
    public async Task The_exception_may_say_when_to_try_again()
    {
        IReadOnlyList<HistoryEntry> history = await FailAsync(
            new TaskOptions { MaxRetries = 1, Backoff = RetryBackoff.Fixed(TimeSpan.FromHours(5)) },
            () => throw new RetryException("too many requests", TimeSpan.FromSeconds(20)));

        Assert.InRange(Assert.Single(Waits(history)).TotalSeconds, 20, 24);
    }

    [Fact]
    public async Task A_function_of_the_failed_attempt_may_decide_the_wait()
    {
        IReadOnlyList<HistoryEntry> history = await FailAsync(
            new TaskOptions { MaxRetries = 2, RetryDelay = failed => TimeSpan.FromSeconds(failed.Error is InvalidOperationException ? 7 * failed.Retry : 1000) });

        Assert.Equal([7, 14], Waits(history).Select(w => Math.Floor(w.TotalSeconds / 7) * 7));
    }

    [Fact]
    public async Task A_function_that_throws_leaves_the_decision_to_the_backoff()
    {
        IReadOnlyList<HistoryEntry> history = await FailAsync(
            new TaskOptions { MaxRetries = 1, Backoff = RetryBackoff.Fixed(TimeSpan.FromSeconds(9)), RetryDelay = _ => throw new InvalidOperationException("no idea") });

        Assert.InRange(Assert.Single(Waits(history)).TotalSeconds, 9, 13);
    }

    [Fact]
    public async Task What_is_never_retried_ends_at_once_even_if_it_is_retried_in_general()
    {
        IReadOnlyList<HistoryEntry> history = await FailAsync(
            new TaskOptions { MaxRetries = 5, RetryFor = [typeof(Exception)], NeverRetryFor = [typeof(ArgumentException)] },
            () => throw new ArgumentOutOfRangeException("x"));

        Assert.DoesNotContain(history, h => h.Status == InvocationStatus.Retry);
    }

    [Fact]
    public async Task Every_attempt_leaves_its_error_in_the_history()
    {
        int attempt = 0;
        IReadOnlyList<HistoryEntry> history = await FailAsync(
            new TaskOptions { MaxRetries = 2 }, () => throw new InvalidOperationException($"attempt {++attempt}"));

        Assert.Equal(
            ["attempt 1", "attempt 2", "attempt 3"],
            history.Where(h => h.Reason?.Contains("attempt", StringComparison.Ordinal) == true).Select(h => h.Reason!.Split(": ")[1]));
    }

    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(1, 1, 8)]
    [InlineData(2, 0, 20)]
    [InlineData(1000, 0, 60)]
    public void A_wait_grows_to_its_longest_and_leaves_a_part_to_chance(int retry, double chance, double seconds) =>
        Assert.Equal(seconds, RetryBackoff.Exponential(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)).Before(retry, chance).TotalSeconds);

    [Theory]
    [InlineData(-1, 1, 0, "First is -00:00:01; it must be 0 to 365 days")]
    [InlineData(1, 0.9, 0, "Factor is 0.9; it must be 1 to 100")]
    [InlineData(1, double.NaN, 0, "Factor is NaN")]
    [InlineData(1, 1, 1.1, "Jitter is 1.1; it must be 0 to 1")]
    public async Task A_backoff_out_of_range_is_refused_where_the_task_is_registered(double first, double factor, double jitter, string problem)
    {
        await using PynencApp app = PynencTest.Inline();
        var options = new TaskOptions { Backoff = new RetryBackoff { First = TimeSpan.FromSeconds(first), Factor = factor, Jitter = jitter } };

        Assert.Contains(problem, Assert.Throws<PynencConfigurationException>(() => app.Task("x", () => 1, options)).Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<HistoryEntry>> FailAsync(TaskOptions options, Action? body = null)
    {
        await using PynencTest test = await PynencTest.StartAsync();
        TaskHandle<ValueTuple, Unit> fail = test.App.Task("fail", body ?? (() => throw new InvalidOperationException("no")), options);
        Invocation<Unit> call = await fail.CallAsync();
        await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(call));
        return await call.HistoryAsync();
    }

    private static List<TimeSpan> Waits(IReadOnlyList<HistoryEntry> history) =>
        [.. history.Where(h => h.Status == InvocationStatus.Retry).Select(h => history[h.Sequence].At - h.At)];
}
