using Pynenc.Backend;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>Who receives gets what it can work on, hoards nothing, and notices when the server ends its consumer.</summary>
public sealed class ConsumerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_consumer_the_server_cancelled_shows_in_the_health_and_comes_back()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        var broker = (RabbitMQBroker)await it.OpenAsync();
        Assert.Null(broker.Problem);
        Task<IReadOnlyList<Delivery>> waiting = broker.WaitAsync(1, TimeSpan.FromMinutes(1), "default");
        await Verbs.UntilAsync(async () => await Server.ConsumersAsync(server, it.Physical()) == 1);
        await Verbs.UntilAsync(() => Task.FromResult(broker.Problem is null));

        // What is deleted stays deleted for a second, so the health has time to be asked.
        await Server.AskAsync(server, channel => channel.QueueDeleteAsync(it.Physical(), false, false, cancellationToken: Token));
        await Verbs.UntilAsync(() => Task.FromResult(broker.Problem is not null));
        Assert.Equal("The queues default are waited for and not consumed.", broker.Problem);
        Assert.Contains(it.Physical(), await it.LoggedAsync(EventIds.ConsumerCancelled), StringComparison.Ordinal);

        await Verbs.UntilAsync(() => Task.FromResult(broker.Problem is null));
        InvocationId[] ids = await (await it.OpenAsync()).RouteAsync(1);
        Assert.Equal(ids, (await waiting).Select(d => d.Id));
    }

    [Fact]
    public async Task A_lost_connection_shows_in_the_health_and_comes_back()
    {
        await using var proxy = new TestServers.TcpProxy(new Uri(await Server.SharedAsync()).Port);
        await using var it = new Brokers(await Server.SharedAsync());
        var broker = (RabbitMQBroker)await it.OpenAsync(through: $"amqp://guest:guest@127.0.0.1:{proxy.Port}/");
        Task<IReadOnlyList<Delivery>> waiting = broker.WaitAsync(1, TimeSpan.FromMinutes(1), "default");
        await Verbs.UntilAsync(() => Task.FromResult(broker.Problem is null));
        proxy.Cut();
        await Verbs.UntilAsync(() => Task.FromResult(broker.Problem is not null));
        Assert.Contains("There is no connection to RabbitMQ at 127.0.0.1", broker.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("guest:guest", broker.Problem, StringComparison.Ordinal);
        proxy.Heal();
        InvocationId[] ids = await (await it.OpenAsync()).RouteAsync(1);
        Assert.Equal(ids, (await waiting).Select(d => d.Id));
        Assert.Null(broker.Problem);
    }

    [Fact]
    public async Task A_worker_with_one_free_slot_leaves_the_rest_to_others_while_it_works()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker slow = await it.OpenAsync();
        BaseBroker idle = await it.OpenAsync();
        InvocationId[] ids = await slow.RouteAsync(20);
        IReadOnlyList<Delivery> taken = await slow.WaitAsync(1);
        Assert.Single(taken);

        // It works on the one and asks for no more: neither before nor after its acknowledgement does it keep another.
        Assert.Equal(ids.Except([taken[0].Id]).ToHashSet(), await idle.TakeAsync(19));
        await slow.AckAsync(taken);
        ids = await idle.RouteAsync(10);
        Assert.Equal(ids.ToHashSet(), await idle.TakeAsync(10));
        Assert.Equal(0, await idle.CountAsync());
    }

    [Fact]
    public async Task No_more_is_held_unacknowledged_than_was_asked_for()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync();
        Task<IReadOnlyList<Delivery>> waiting = broker.WaitAsync(4, TimeSpan.FromMinutes(1), "default");
        await Verbs.UntilAsync(async () => await Server.ConsumersAsync(server, it.Physical()) == 1);
        await (await it.OpenAsync()).RouteAsync(50);
        IReadOnlyList<Delivery> taken = await waiting;
        Assert.InRange(taken.Count, 1, 4);

        // Of the fifty at most four have left the server's hands; the rest is there for anybody.
        await Verbs.UntilAsync(async () => await Server.ReadyAsync(server, it.Physical()) == 50 - taken.Count);
    }

    [Fact]
    public async Task What_was_fetched_for_a_receiver_that_stops_goes_to_another()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker stopping = await it.OpenAsync();
        BaseBroker other = await it.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task receiving = stopping.ReceiveAsync(new ReceiveRequest([QueueName.Default], 100, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)), stop.Token).AsTask();
        await Verbs.UntilAsync(async () => await Server.ConsumersAsync(server, it.Physical()) == 1);
        await stop.CancelAsync();
        InvocationId[] ids = await other.RouteAsync(200);
        await Record.ExceptionAsync(() => receiving);
        Assert.Equal(ids.ToHashSet(), await other.TakeAsync(200));
    }
}
