using Pynenc.Testing;

namespace Pynenc.Running;

public sealed class DrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_is_told_to_stop_only_when_the_drain_time_out_is_over()
    {
        TimeSpan drain = TimeSpan.FromSeconds(5);
        var started = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        using var end = new CancellationTokenSource();
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.DrainTimeout = drain, cancellationToken: Token);
        TaskHandle<ValueTuple, Unit> work = test.App.Task("work", async (CancellationToken token) =>
        {
            using CancellationTokenRegistration registration = token.Register(told.SetResult);
            started.SetResult();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(token, end.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
        });
        await work.CallAsync(cancellationToken: Token);
        await started.Task.WaitAsync(Patience, Token);

        DateTimeOffset stopped = test.Clock.GetUtcNow();
        Task stopping = test.Runner.StopAsync();
        try
        {
            await AdvanceUntilAsync(test, told.Task);
        }
        finally
        {
            // A drain that never ends is to fail the test, not to hang it.
            await end.CancelAsync();
        }

        // The clock may have gone further by the time the body hears of it, never less far.
        Assert.True(test.Clock.GetUtcNow() - stopped >= drain);
        await stopping.WaitAsync(Patience, Token);
    }

    private static async Task AdvanceUntilAsync(PynencTest test, Task done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!done.IsCompleted)
        {
            test.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
