using Pynenc.Testing;

namespace Pynenc.Tasks;

/// <summary>What the options of limits refuse, where the task is registered and where it is called.</summary>
public sealed class LimitOptionTests
{
    public static TheoryData<TaskOptions, string> Broken => new()
    {
        { new TaskOptions { RunningLimit = 0 }, "RunningLimit is 0; it must be 1 to 1,000,000" },
        { new TaskOptions { RunningLimit = -3 }, "RunningLimit is -3" },
        { new TaskOptions { RunningConcurrency = (ConcurrencyMode)9 }, "RunningConcurrency is 9, which is no ConcurrencyMode" },
        { new TaskOptions { RunningConcurrency = ConcurrencyMode.Keys }, "a mode is Keys, and KeyArguments is empty" },
        { new TaskOptions { KeyArguments = ["acount"] }, "KeyArguments names 'acount', which is no parameter of it. It has: account, amount" },
        { new TaskOptions { FairBy = ["tenant"] }, "FairBy names 'tenant'" },
        { new TaskOptions { CacheIgnores = ["trace"] }, "CacheIgnores names 'trace'" },
        { new TaskOptions { RateLimit = 10_001 }, "RateLimit is 10001; it must be 0 to 10,000" },
        { new TaskOptions { RateLimit = 1, RatePeriod = TimeSpan.Zero }, "RatePeriod is 00:00:00; it must be 1 ms to 1 day" },
        { new TaskOptions { RateLimit = 1, RateMode = ConcurrencyMode.Disabled }, "Say whose rate it is" },
        { new TaskOptions { CacheResultFor = TimeSpan.Zero }, "CacheResultFor is 00:00:00; it must be 1 ms to 365 days" },
        { new TaskOptions { CacheResultFor = TimeSpan.FromDays(1), RegistrationConcurrency = ConcurrencyMode.Task }, "both CacheResultFor and RegistrationConcurrency" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task An_option_out_of_range_is_refused_where_the_task_is_registered(TaskOptions options, string problem)
    {
        await using PynencApp app = PynencTest.Inline();

        string message = Assert.Throws<PynencConfigurationException>(() => app.Task("bill", (string account, decimal amount) => 1, options)).Message;

        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_task_is_told_at_once()
    {
        await using PynencApp app = PynencTest.Inline();
        var options = new TaskOptions { RunningLimit = 0, RateLimit = -1, FairBy = ["x"], MaxRetries = -1 };

        Assert.Equal(4, Assert.Throws<PynencConfigurationException>(() => app.Task("bill", () => 1, options)).Problems.Count);
    }

    public static TheoryData<CallOptions, string> BrokenCalls => new()
    {
        { new CallOptions { RunningLimit = 0 }, "RunningLimit is 0; it must be 1 to 1,000,000" },
        { new CallOptions { RunningConcurrency = ConcurrencyMode.Keys }, "task 'bill' has no KeyArguments" },
        { new CallOptions { RegistrationConcurrency = ConcurrencyMode.Keys }, "task 'bill' has no KeyArguments" },
        { new CallOptions { WhenBlocked = (BlockedAction)5 }, "WhenBlocked is 5, which is no BlockedAction" },
        { new CallOptions { Delay = TimeSpan.FromDays(366) }, "Delay is 366.00:00:00; it must be 0 to 365 days" },
        { new CallOptions { Delay = TimeSpan.FromSeconds(-1) }, "Delay is -00:00:01" },
        { new CallOptions { Delay = TimeSpan.FromSeconds(1), NotBefore = DateTimeOffset.MaxValue }, "both Delay and NotBefore" },
        { new CallOptions { IdempotencyKey = "" }, "IdempotencyKey has 0 characters; it must have 1 to 200" },
    };

    [Theory]
    [MemberData(nameof(BrokenCalls))]
    public async Task An_option_of_a_call_out_of_range_is_refused_and_nothing_is_stored(CallOptions options, string problem)
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<string>, int> bill = app.Task("bill", (string account) => 1);

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(async () => await bill.CallAsync("a", options));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Empty((await app.PageAsync()).Items);
    }

    [Fact]
    public async Task The_key_of_a_marked_method_reaches_the_store_and_shows_no_argument()
    {
        await using PynencApp app = PynencTest.Inline();

        Backend.InvocationRecord one = (await (await app.LimitedJobs.BillAsync("secret-account", 1)).StateAsync()).Record;
        Backend.InvocationRecord two = (await (await app.LimitedJobs.BillAsync("secret-account", 2)).StateAsync()).Record;

        Assert.Equal(one.Concurrency, two.Concurrency);
        Assert.Equal((2, BlockedAction.End), (one.Concurrency!.Limit, one.Concurrency.WhenBlocked));
        Assert.Equal((5, TimeSpan.FromMinutes(1)), (one.Rate!.Limit, one.Rate.Period));
        Assert.Equal(one.Lane, two.Lane);
        Assert.DoesNotContain("secret", $"{one.Concurrency.Key}{one.Lane}", StringComparison.Ordinal);
    }
}

internal static class LimitedJobs
{
    [PynencTask(Id = "limited.bill", RunningConcurrency = ConcurrencyMode.Keys, RunningLimit = 2, WhenBlocked = BlockedAction.End, KeyArguments = ["account"], RateLimit = 5, RatePeriod = 60, FairBy = ["account"])]
    public static int Bill(string account, int amount) => account.Length + amount;
}
