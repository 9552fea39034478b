using Pynenc.Memory;

namespace Pynenc.Running;

/// <summary>Calls that call and wait, far more of them than there are slots.</summary>
public sealed class FanOutTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_twentieth_number_of_Fibonacci_as_a_tree_of_22_thousand_calls_ends_on_two_slots()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        TaskHandle<ValueTuple<int>, int>? fibonacci = null;
        fibonacci = app.Task("fibonacci", async (int n) =>
        {
            if (n < 2)
            {
                return n;
            }

            Invocation<int> one = await fibonacci!.CallAsync(n - 1);
            Invocation<int> two = await fibonacci!.CallAsync(n - 2);
            return await one + await two;
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(o => o.Slots = 2, Token);

        Assert.Equal(6765, await (await fibonacci.CallAsync(20, cancellationToken: Token)).ResultAsync(TimeSpan.FromMinutes(2), Token));

        Assert.Equal((InvocationStatus.Success, 21_891L), Assert.Single((await app.CountAsync(cancellationToken: Token)).Where(c => c.Count > 0).Select(c => (c.Status, (long)c.Count))));
    }

    [Fact]
    public async Task A_group_of_nobody_has_ended_already()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", (int n) => n);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        TaskHandle<ValueTuple, int> parent = app.Task("parent", async () => (await (await work.ParallelizeAsync(Array.Empty<int>())).AllAsync()).Count);
        Invocation<int> call = await parent.CallAsync(cancellationToken: Token);

        Assert.Equal(0, await call.ResultAsync(TimeSpan.FromSeconds(20), Token));
        Assert.DoesNotContain(await call.HistoryAsync(Token), h => h.Status == InvocationStatus.Paused);
    }
}
