using Pynenc.Memory;

namespace Pynenc.Running;

/// <summary>Which calls stand for one another, by the mode of the task.</summary>
public sealed class UniqueCallTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ConcurrencyMode.Disabled, 5)]
    [InlineData(ConcurrencyMode.Task, 1)]
    [InlineData(ConcurrencyMode.Arguments, 3)]
    [InlineData(ConcurrencyMode.Keys, 2)]
    public async Task Calls_that_wait_stand_for_one_another_as_the_mode_says(ConcurrencyMode mode, int invocations)
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        TaskHandle<(string, int), int> work = app.Task(
            "work", (string account, int amount) => amount, new TaskOptions { RegistrationConcurrency = mode, KeyArguments = ["account"] });

        var ids = new List<InvocationId>();
        foreach ((string account, int amount) in ((string, int)[])[("a", 1), ("a", 1), ("a", 2), ("b", 1), ("a", 2)])
        {
            ids.Add((await work.CallAsync(account, amount, cancellationToken: Token)).Id);
        }

        Assert.Equal(invocations, ids.Distinct().Count());
    }

    [Fact]
    public async Task What_stands_for_another_runs_with_the_arguments_of_the_first()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        TaskHandle<(string, int), int> work = app.Task(
            "work", (string account, int amount) => amount, new TaskOptions { RegistrationConcurrency = ConcurrencyMode.Keys, KeyArguments = ["account"] });
        await work.CallAsync("a", 1, cancellationToken: Token);
        Invocation<int> second = await work.CallAsync("a", 2, cancellationToken: Token);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);

        Assert.True(second.IsReused);
        Assert.Equal(1, await second.ResultAsync(TimeSpan.FromSeconds(20), Token));
    }
}
