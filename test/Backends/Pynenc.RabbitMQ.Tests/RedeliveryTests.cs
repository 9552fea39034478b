using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.TestServers;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>A connection that dies between claim and acknowledgement brings the id again, and the store lets nobody run it twice.</summary>
public sealed class RedeliveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_not_acknowledged_comes_again_to_whoever_receives(bool priorities)
    {
        string server = await Server.SharedAsync();
        await using var proxy = new TcpProxy(new Uri(server).Port);
        await using var it = new Brokers(server);
        BaseBroker dying = await it.OpenAsync(s => s.Priorities = priorities, $"amqp://guest:guest@127.0.0.1:{proxy.Port}/");
        BaseBroker other = await it.OpenAsync(s => s.Priorities = priorities);
        InvocationId[] ids = await other.RouteAsync(3);
        IReadOnlyList<Delivery> taken = await dying.WaitAsync(3);
        while (taken.Count < 3)
        {
            taken = [.. taken, .. await dying.WaitAsync(3 - taken.Count)];
        }

        proxy.Reset();
        await it.LoggedAsync(EventIds.ConnectionLost);

        // The acknowledgement comes too late, and must not hit what came over the next connection.
        await dying.AckAsync(taken);
        Assert.Equal(ids.ToHashSet(), await other.TakeAsync(3));
        Assert.Equal(0, await other.CountAsync());
    }

    [Fact]
    public async Task A_late_acknowledgement_takes_nothing_that_the_next_connection_brought()
    {
        string server = await Server.SharedAsync();
        await using var proxy = new TcpProxy(new Uri(server).Port);
        await using var it = new Brokers(server);
        BaseBroker broker = await it.OpenAsync(through: $"amqp://guest:guest@127.0.0.1:{proxy.Port}/");
        InvocationId[] ids = await broker.RouteAsync(1);
        IReadOnlyList<Delivery> first = await broker.WaitAsync(1);
        proxy.Reset();
        IReadOnlyList<Delivery> again = await broker.WaitAsync(1);
        Assert.Equal(ids, again.Select(d => d.Id));
        await broker.AckAsync(first);
        await broker.ReleaseAsync(first, Token);
        proxy.Reset();
        Assert.Equal(ids, (await broker.WaitAsync(1)).Select(d => d.Id));
    }

    [Fact]
    public async Task Work_whose_acknowledgements_were_lost_runs_once()
    {
        string server = await Server.SharedAsync();
        string id = Server.NewApp();
        await using var proxy = new TcpProxy(new Uri(server).Port);
        var options = new RabbitMQBackendOptions();
        var address = new ServerAddress($"amqp://guest:guest@127.0.0.1:{proxy.Port}/", options);
        var runs = new ConcurrentDictionary<int, int>();
        CuttingBroker? broker = null;
        await using (var app = PynencApp.Create(o => o
            .AppId(id)
            .Configure(s => s.RouteGrace = TimeSpan.FromMilliseconds(200))
            .UseMemoryState()
            .UseBroker(context => broker = new CuttingBroker(new RabbitMQBroker(context, address, options), proxy.Reset, times: 5))))
        {
            var count = app.Task("count", (int n) => runs.AddOrUpdate(n, 1, (_, before) => before + 1));
            await app.InitializeAsync(Token);
            InvocationGroup<int> group = await count.ParallelizeAsync(Enumerable.Range(0, 40), cancellationToken: Token);
            await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
            IReadOnlyList<int> results = await group.AllAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token);
            Assert.All(results, r => Assert.Equal(1, r));
            Assert.Equal(40, runs.Count);
            Assert.InRange(broker!.Cuts, 1, 5);

            // What came again is dropped by whoever receives it.
            await Verbs.UntilAsync(async () => await Server.ReadyAsync(server, $"pynenc.{id}.queue.default") == 0);
            Assert.All(runs.Values, r => Assert.Equal(1, r));
        }

        await Server.DeleteAsync(server, id);
    }
}
