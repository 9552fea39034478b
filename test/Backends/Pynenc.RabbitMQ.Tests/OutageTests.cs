using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.TestServers;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>Lines that break and a server that dies: nothing that was routed is lost, and runners go on by themselves.</summary>
public sealed class OutageTests(OwnServer own) : IClassFixture<OwnServer>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1.5);

    private BackendException? _lastRefusal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_routed_comes_out_of_a_server_that_was_killed_amid_routing(bool hasPriorities)
    {
        await using PynencApp app = Open(own.Server.ConnectionString, hasPriorities);
        await app.InitializeAsync(Token);
        var confirmed = new ConcurrentBag<InvocationId>();
        using var stop = new CancellationTokenSource();
        Task[] routing = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => RouteUntilAsync(app.Broker, confirmed, stop.Token), Token))];
        await UntilAsync(() => confirmed.Count > 500, "ids are routed before the end of the server");
        await own.Server.WriteQueueNamesAsync(Token);
        await own.Server.KillAsync(Token);
        await own.Server.StartAsync(Token);
        int before = confirmed.Count;
        await UntilAsync(() => confirmed.Count > before + 100, "ids are routed after its return");
        await stop.CancelAsync();
        await Task.WhenAll(routing).WaitAsync(Limit, Token);
        HashSet<InvocationId> missing = [.. confirmed];
        await UntilAsync(
            async () =>
            {
                IReadOnlyList<Delivery> deliveries = await app.Broker.ReceiveAsync(new ReceiveRequest([], 500, Limit, TimeSpan.FromSeconds(1)), Token);
                await app.Broker.AckAsync(deliveries, Token);
                missing.ExceptWith(deliveries.Select(d => d.Id));
                return missing.Count == 0;
            },
            "every id whose route was confirmed is received");
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_from_a_server_that_was_killed_amid_acknowledgements()
    {
        const int Count = 2000;
        await using PynencApp app = Open(own.Server.ConnectionString);
        await app.InitializeAsync(Token);
        InvocationId[] ids = [.. Enumerable.Range(0, Count).Select(_ => InvocationId.New())];
        await app.Broker.RouteAsync([.. ids.Select(id => new Route(id))], Token);
        var acknowledged = new ConcurrentDictionary<InvocationId, bool>();

        // The first receive makes the last of what has to be on disk, the stream of names.
        await AckSomeAsync(app.Broker, acknowledged);
        await own.Server.WriteQueueNamesAsync(Token);
        using var stop = new CancellationTokenSource();
        Task receiving = Task.Run(() => AckUntilAsync(app.Broker, acknowledged, stop.Token), Token);
        await UntilAsync(() => acknowledged.Count > 200, "some are acknowledged before the end of the server");
        await own.Server.KillAsync(Token);
        await own.Server.StartAsync(Token);
        await UntilAsync(() => acknowledged.Count == Count, "all others are received and acknowledged after its return");
        await stop.CancelAsync();
        await receiving.WaitAsync(Limit, Token);
        await UntilAsync(async () => await app.Broker.CountInvocationsAsync(Token) == 0, "the queue is empty");
    }

    [Fact]
    public async Task A_runner_works_on_after_the_server_was_killed_and_was_away_for_a_while() => await WorksOnAsync(
        own.Server.ConnectionString,
        async () =>
        {
            await own.Server.KillAsync(Token);
            await Task.Delay(Away, TimeProvider.System, Token);
            await own.Server.StartAsync(Token);
        },
        () => own.Server.WriteQueueNamesAsync(Token));

    [Fact]
    public async Task A_runner_works_on_after_its_line_was_cut() => await WorksOnAsync(async proxy =>
    {
        proxy.Cut();
        await Task.Delay(Away, TimeProvider.System, Token);
        proxy.Heal();
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_runner_works_on_after_what_went_one_way_was_lost(bool isRequest) => await WorksOnAsync(async proxy =>
    {
        proxy.DropsRequests = isRequest;
        proxy.DropsAnswers = !isRequest;
        await Task.Delay(Away, TimeProvider.System, Token);

        // The line carries on in the middle of what was lost: whoever reads on such a line reads nonsense, and must leave it.
        proxy.Heal();
    });

    [Fact]
    public async Task A_runner_works_over_a_slow_line() => await WorksOnAsync(
        async proxy =>
        {
            proxy.Latency = TimeSpan.FromMilliseconds(100);
            await Task.Delay(Away, TimeProvider.System, Token);
        },
        calls: 100);

    /// <param name="server">Where it is.</param>
    /// <param name="hasPriorities">What kind of queues it has.</param>
    /// <param name="answerTimeout">Short for a line that loses things; a server that has just started needs its time.</param>
    private static PynencApp Open(string server, bool hasPriorities = false, double answerTimeout = 10) => PynencApp.Create(o => o
        .AppId(Server.NewApp())
        .UseMemoryState()
        .UseRabbitMQBroker(server, s =>
        {
            s.Priorities = hasPriorities;
            s.Heartbeat = TimeSpan.FromSeconds(1);
            s.AnswerTimeout = TimeSpan.FromSeconds(answerTimeout);
            s.ConnectTimeout = TimeSpan.FromSeconds(2);
        })
        .Configure(options =>
        {
            options.Lease = TimeSpan.FromSeconds(2);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(300);
            options.SafetyPollInterval = TimeSpan.FromMilliseconds(300);
            options.RouteGrace = TimeSpan.FromMilliseconds(500);
        }));

    private async Task WorksOnAsync(Func<TcpProxy, Task> disturbance, int calls = 400)
    {
        await using var proxy = new TcpProxy(own.Server.Port);
        await WorksOnAsync(own.Server.ConnectionStringAt(proxy.Port), () => disturbance(proxy), () => Task.CompletedTask, calls, answerTimeout: 2);
    }

    /// <summary>Calls that were accepted before, during and after end, each once.</summary>
    private static async Task WorksOnAsync(string server, Func<Task> disturbance, Func<Task> settling, int calls = 400, double answerTimeout = 10)
    {
        await using PynencApp app = Open(server, answerTimeout: answerTimeout);
        var runs = new ConcurrentDictionary<int, int>();
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", async (int x) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            return runs.AddOrUpdate(x, 1, (_, n) => n + 1);
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        await (await work.CallAsync(-2, cancellationToken: Token)).ResultAsync(Limit, Token);
        await settling();
        InvocationGroup<int> before = await work.ParallelizeAsync(Enumerable.Range(0, calls), cancellationToken: Token);
        Task disturbed = disturbance();
        InvocationGroup<int> during = await work.ParallelizeAsync(Enumerable.Range(calls, calls), cancellationToken: Token);
        await disturbed;
        InvocationGroup<int> after = await work.ParallelizeAsync(Enumerable.Range(2 * calls, calls), cancellationToken: Token);
        foreach (InvocationGroup<int> group in new[] { before, during, after })
        {
            Assert.All(await group.AllAsync(Token).AsTask().WaitAsync(Limit, Token), n => Assert.Equal(1, n));
        }

        Assert.Equal((3 * calls) + 1, runs.Count);
        Assert.Equal(1, await (await work.CallAsync(-1, cancellationToken: Token)).ResultAsync(Limit, Token));
    }

    private async Task RouteUntilAsync(BaseBroker broker, ConcurrentBag<InvocationId> confirmed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            InvocationId[] some = [.. Enumerable.Range(0, 20).Select(_ => InvocationId.New())];
            try
            {
                await broker.RouteAsync([.. some.Select(id => new Route(id))], Token);
                foreach (InvocationId id in some)
                {
                    confirmed.Add(id);
                }
            }
            catch (BackendException error) when (error.IsTransient)
            {
                _lastRefusal = error;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            }
        }
    }

    private async Task AckUntilAsync(BaseBroker broker, ConcurrentDictionary<InvocationId, bool> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await AckSomeAsync(broker, acknowledged);
            }
            catch (BackendException error) when (error.IsTransient)
            {
                _lastRefusal = error;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            }
        }
    }

    private static async Task AckSomeAsync(BaseBroker broker, ConcurrentDictionary<InvocationId, bool> acknowledged)
    {
        IReadOnlyList<Delivery> deliveries = await broker.ReceiveAsync(new ReceiveRequest([], 20, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500)), Token);
        await broker.AckAsync(deliveries, Token);
        foreach (Delivery delivery in deliveries)
        {
            acknowledged[delivery.Id] = true;
        }
    }

    private Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await IsTrueAsync(condition))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"Expected within {Limit} that {what}. Refused last: {_lastRefusal}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    private static async Task<bool> IsTrueAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (BackendException error) when (error.IsTransient)
        {
            return false;
        }
    }
}
