using System.Text;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using RabbitMQ.Client;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>What somebody else puts into a queue is set aside with a log, and stops nobody.</summary>
public sealed class ForeignMessageTests
{
    public static TheoryData<string, string> Foreign => new()
    {
        { "", "0 bytes" },
        { "\u0000\u00ff\u0007", "do not begin with a version" },
        { "hello, this is another program's message", "do not begin with a version" },
        { "1:not-an-id", "no invocation id" },
        { "1:0190c0de-0000-7000-8000-00000000000", "no invocation id" },
        { "1:0190c0de-0000-7000-8000-0000000000001", "no invocation id" },
        { "2:0190c0de-0000-7000-8000-000000000000", "a format this version does not know, 2" },
    };

    [Theory, MemberData(nameof(Foreign))]
    public async Task A_receiver_that_waits_gets_the_ids_around_it(string body, string reason)
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync();
        InvocationId[] ids = await AroundAsync(server, it, broker, Encoding.Latin1.GetBytes(body));
        Assert.Equal(ids.ToHashSet(), await broker.TakeAsync(2));
        await IsSetAsideAsync(server, it, Encoding.Latin1.GetBytes(body), reason);
        Assert.Equal(0, await broker.CountAsync());
    }

    [Fact]
    public async Task A_receiver_that_only_looks_gets_the_ids_around_it()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync();
        byte[] body = new byte[200_000];
        new Random(1).NextBytes(body);
        InvocationId[] ids = await AroundAsync(server, it, broker, body);
        IReadOnlyList<Delivery> deliveries = await broker.LookAsync(10);
        Assert.Equal(ids, deliveries.Select(d => d.Id));
        await broker.AckAsync(deliveries);
        await IsSetAsideAsync(server, it, body, "200000 bytes that do not begin with a version");
    }

    [Fact]
    public async Task A_queue_full_of_it_is_emptied_and_work_behind_it_is_received()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync(s => s.MaxPrefetch = 10);
        for (int i = 0; i < 100; i++)
        {
            await PublishAsync(server, it.Physical(), [(byte)i]);
        }

        InvocationId id = (await broker.RouteAsync(1))[0];
        Assert.Equal([id], await broker.TakeAsync(1, max: 4));
        await Verbs.UntilAsync(async () => await Server.ReadyAsync(server, $"pynenc.{it.App}.dead") == 100);
        Assert.Equal(0, await broker.CountAsync());

        await broker.PurgeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await Server.ReadyAsync(server, $"pynenc.{it.App}.dead"));
    }

    private static async Task<InvocationId[]> AroundAsync(string server, Brokers it, BaseBroker broker, byte[] body)
    {
        InvocationId[] before = await broker.RouteAsync(1);
        await PublishAsync(server, it.Physical(), body);
        return [.. before, .. await broker.RouteAsync(1)];
    }

    private static async Task PublishAsync(string server, string queue, byte[] body) => await Server.AskAsync(server, async channel =>
    {
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), body);
        return true;
    });

    private static async Task IsSetAsideAsync(string server, Brokers it, byte[] body, string reason)
    {
        string text = await it.LoggedAsync(EventIds.SetAside);
        Assert.Contains(it.Physical(), text, StringComparison.Ordinal);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.Contains($"pynenc.{it.App}.dead", text, StringComparison.Ordinal);
        Assert.Equal(LogLevel.Error, it.Logged.First(l => l.Event == EventIds.SetAside).Level);
        BasicGetResult dead = (await Server.AskAsync(server, channel => channel.BasicGetAsync($"pynenc.{it.App}.dead", autoAck: true)))!;
        Assert.Equal(body, dead.Body.ToArray());
        Assert.Equal(it.Physical(), Encoding.UTF8.GetString((byte[])dead.BasicProperties.Headers!["pynenc-queue"]!));
        Assert.Contains(reason, Encoding.UTF8.GetString((byte[])dead.BasicProperties.Headers["pynenc-reason"]!), StringComparison.Ordinal);
    }
}
