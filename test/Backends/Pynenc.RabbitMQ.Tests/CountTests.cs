using Pynenc.Backend;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>What this process has given back is counted from then on, whatever it does at the same time.</summary>
public sealed class CountTests
{
    private const int Rounds = 20;
    private const int Ids = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_release_and_a_route_at_the_same_time_are_both_counted(bool priorities)
    {
        await using var it = new Brokers(await Server.SharedAsync());
        BaseBroker broker = await it.OpenAsync(s => s.Priorities = priorities);
        for (int round = 0; round < Rounds; round++)
        {
            await broker.RouteAsync(Ids);
            IReadOnlyList<Delivery> taken = await broker.LookAsync(Ids);
            Assert.Equal(Ids, taken.Count);
            await Task.WhenAll(broker.ReleaseAsync(taken, Token).AsTask(), broker.RouteAsync(Ids));
            Assert.Equal((round, 2 * Ids), (round, await broker.CountAsync()));
            await broker.PurgeAsync(Token);
        }
    }
}
