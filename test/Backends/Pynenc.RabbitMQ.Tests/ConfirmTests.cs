using Pynenc.Backend;
using Pynenc.TestServers;
using RabbitMQ.Client;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>A publish returns when the server has it, and says so when it has not.</summary>
public sealed class ConfirmTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_full_queue_refuses_reaches_the_caller(bool priorities)
    {
        await using var it = new Brokers(await Server.SharedAsync());
        BaseBroker broker = await it.OpenAsync(s => (s.Priorities, s.MaxQueueLength) = (priorities, 3));
        await broker.RouteAsync(3);
        BackendException error = await Assert.ThrowsAnyAsync<BackendException>(async () =>
        {
            // A quorum queue notices its limit a few messages late.
            for (int i = 0; i < 50; i++)
            {
                await broker.RouteAsync(1);
            }
        });
        Assert.True(error.IsTransient);
        Assert.All(
            [it.Physical(), "refused 1 of 1", "its limit is 3 ids", "MaxQueueLength", "Start more runners"],
            n => Assert.Contains(n, error.Message, StringComparison.Ordinal));

        // Once there is room, the same channel takes more.
        await broker.TakeAsync(3);
        await Verbs.UntilAsync(async () => await Record.ExceptionAsync(() => broker.RouteAsync(1)) is null);
    }

    [Fact]
    public async Task A_batch_of_which_some_is_refused_fails_and_says_how_many()
    {
        await using var it = new Brokers(await Server.SharedAsync());
        BaseBroker broker = await it.OpenAsync(s => (s.Priorities, s.MaxQueueLength) = (true, 10));
        BackendException error = await Assert.ThrowsAnyAsync<BackendException>(() => broker.RouteAsync(500));
        Assert.Contains("of 500 messages", error.Message, StringComparison.Ordinal);
        Assert.InRange(await broker.CountAsync(), 10, 499);
    }

    [Fact]
    public async Task A_message_no_queue_takes_is_told_apart_from_one_that_was_taken()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        await it.OpenAsync();
        await using IConnection connection = await new ConnectionFactory { Uri = new Uri(server), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Token);
        ConfirmChannel channel = await ConfirmChannel.OpenAsync(connection, r => new BackendException(RabbitMQErrors.Reason(r), isTransient: true), Token);
        var there = new PhysicalQueue(QueueName.Default, it.Physical());
        var missing = new PhysicalQueue(new QueueName("mail"), it.Physical("mail"));
        PublishBatch batch = await channel.SendAsync([new(there, InvocationId.New(), 0), new(missing, InvocationId.New(), 0), new(there, InvocationId.New(), 0)], Token);
        await batch.Answered.WaitAsync(TimeSpan.FromSeconds(20), Token);
        (IReadOnlyCollection<string> returned, int refused) = channel.ResultOf(batch);
        Assert.Equal([it.Physical("mail")], returned);
        Assert.Equal(0, refused);
        Assert.Equal(2, await Server.ReadyAsync(server, it.Physical()));
    }

    [Fact]
    public async Task A_queue_that_was_deleted_behind_the_publisher_is_made_again_and_nothing_is_lost()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync();
        await broker.RouteAsync(1);
        await Server.AskAsync(server, channel => channel.QueueDeleteAsync(it.Physical(), false, false, cancellationToken: Token));
        InvocationId[] ids = await broker.RouteAsync(5);
        Assert.Contains(it.Physical(), await it.LoggedAsync(EventIds.QueueVanished), StringComparison.Ordinal);
        Assert.Equal(ids.ToHashSet(), await broker.TakeAsync(5));
    }

    [Fact]
    public async Task A_publish_that_is_not_confirmed_in_time_is_told_as_unknown_and_the_next_one_works()
    {
        string server = await Server.SharedAsync();
        await using var proxy = new TcpProxy(new Uri(server).Port);
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync(s => s.AnswerTimeout = TimeSpan.FromMilliseconds(500), $"amqp://guest:guest@127.0.0.1:{proxy.Port}/");
        await broker.RouteAsync(1);
        proxy.DropsAnswers = true;
        BackendException error = await Assert.ThrowsAsync<BackendUnavailableException>(() => broker.RouteAsync(2));
        Assert.All(["00:00:00.5000000", "2 messages", "unknown", "AnswerTimeout"], n => Assert.Contains(n, error.Message, StringComparison.Ordinal));
        proxy.Heal();
        await Verbs.UntilAsync(async () => await Record.ExceptionAsync(() => broker.RouteAsync(1)) is null);
    }

    [Fact]
    public async Task A_connection_that_breaks_under_a_publish_is_told_as_unknown()
    {
        string server = await Server.SharedAsync();
        await using var proxy = new TcpProxy(new Uri(server).Port);
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync(through: $"amqp://guest:guest@127.0.0.1:{proxy.Port}/");
        await broker.RouteAsync(1);
        proxy.DropsAnswers = true;
        long before = proxy.BytesSent;
        Task publish = broker.RouteAsync(2);
        await Verbs.UntilAsync(() => Task.FromResult(proxy.BytesSent > before));
        proxy.Reset();
        proxy.Heal();
        BackendException error = await Assert.ThrowsAsync<BackendUnavailableException>(() => publish);
        Assert.Contains("unknown", error.Message, StringComparison.Ordinal);
        await Verbs.UntilAsync(async () => await Record.ExceptionAsync(() => broker.RouteAsync(1)) is null);
    }
}
