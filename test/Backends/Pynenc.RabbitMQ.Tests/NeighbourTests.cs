using Pynenc.Backend;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>Applications on one server never meet.</summary>
public sealed class NeighbourTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_count_and_a_purge_of_one_application_leave_the_other_alone()
    {
        string server = await Server.SharedAsync();
        await using var one = new Brokers(server);
        await using var two = new Brokers(server, $"{one.App}-mail");
        BaseBroker shop = await one.OpenAsync();
        BaseBroker mail = await two.OpenAsync();
        await shop.RouteAsync(3);
        await shop.RouteAsync(2, "mail");
        InvocationId[] mine = [.. await mail.RouteAsync(4), .. await mail.RouteAsync(1, "mail")];
        Assert.Equal((5, 5), (await shop.CountAsync(), await mail.CountAsync()));

        await shop.PurgeAsync(Token);
        Assert.Equal((0, 5), (await shop.CountAsync(), await mail.CountAsync()));
        Assert.Empty(await shop.LookAsync(10));
        Assert.Equal(mine.ToHashSet(), await mail.TakeAsync(5));
    }

    [Fact]
    public async Task A_receiver_of_all_queues_receives_only_those_of_its_application()
    {
        string server = await Server.SharedAsync();
        await using var one = new Brokers(server);
        await using var two = new Brokers(server);
        BaseBroker shop = await one.OpenAsync();
        BaseBroker mail = await two.OpenAsync();
        InvocationId[] theirs = [.. await mail.RouteAsync(2), .. await mail.RouteAsync(2, "other")];
        InvocationId[] mine = [.. await shop.RouteAsync(2), .. await shop.RouteAsync(2, "mail")];
        Assert.Equal(mine.ToHashSet(), await shop.TakeAsync(4));
        Assert.Empty(await shop.WaitAsync(10, TimeSpan.FromMilliseconds(200)));
        Assert.Equal(theirs.ToHashSet(), await mail.TakeAsync(4));
    }
}
