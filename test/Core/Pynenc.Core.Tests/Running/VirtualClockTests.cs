using Pynenc.Testing;

namespace Pynenc.Running;

public sealed class VirtualClockTests
{
    [Fact]
    public async Task A_delay_of_three_minutes_passes_in_no_time()
    {
        await using PynencTest test = await PynencTest.StartAsync();
        TaskHandle<ValueTuple, int> one = test.App.Task("one", () => 1);
        DateTimeOffset start = test.Clock.GetUtcNow();
        Invocation<int> later = await one.CallAsync(new CallOptions { Delay = TimeSpan.FromMinutes(3) });
        Assert.Equal(1, await test.ResultAsync(later));
        Assert.True(test.Clock.GetUtcNow() - start >= TimeSpan.FromMinutes(3));
    }
}
