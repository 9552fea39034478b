using Pynenc.Backend;
using Pynenc.TestServers;

namespace Pynenc.Redis.Tests;

/// <summary>Lines that break and servers that die: every call ends, and runners go on by themselves.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_server_that_no_longer_answers_is_unavailable_within_the_time_out()
    {
        await using RedisServer server = await Server.StartAsync();
        await using PynencApp app = Server.App($"{server.ConnectionString},asyncTimeout=500");
        await app.PublishAsync();
        server.Freeze();
        try
        {
            BackendException error = await Verbs.RefusesAsync(async () => await app.State.Invocations.PublishAsync([app.Record()], Verbs.Token), "asyncTimeout=500", "unknown");
            Assert.True(error.IsTransient);
        }
        finally
        {
            server.Thaw();
        }
    }

    [Fact]
    public async Task A_runner_works_on_after_its_line_was_cut()
    {
        await using RedisServer server = await Server.StartAsync();
        await using var proxy = new TcpProxy(server.Port);
        await WorksOnAsync(server.ConnectionStringAt(proxy.Port), async () =>
        {
            proxy.Cut();
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Verbs.Token);
            proxy.Heal();
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_runner_works_on_after_what_went_one_way_was_lost(bool isRequest)
    {
        await using RedisServer server = await Server.StartAsync();
        await using var proxy = new TcpProxy(server.Port);
        await WorksOnAsync(server.ConnectionStringAt(proxy.Port), async () =>
        {
            proxy.DropsRequests = isRequest;
            proxy.DropsAnswers = !isRequest;
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Verbs.Token);
            proxy.Heal();
            proxy.Reset();
        });
    }

    [Fact]
    public async Task A_runner_works_over_a_slow_line()
    {
        await using RedisServer server = await Server.StartAsync();
        await using var proxy = new TcpProxy(server.Port);
        await WorksOnAsync(server.ConnectionStringAt(proxy.Port), () =>
        {
            proxy.Latency = TimeSpan.FromMilliseconds(50);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_runner_works_on_after_the_server_was_killed_and_started_again()
    {
        await using RedisServer server = await Server.StartAsync("--appendfsync", "always");
        await WorksOnAsync(server.ConnectionString, async () =>
        {
            await server.KillAsync(Verbs.Token);
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Verbs.Token);
            await server.StartAsync(Verbs.Token);
        });
    }

    [Fact]
    public async Task What_was_accepted_outlives_a_server_that_is_killed()
    {
        await using RedisServer server = await Server.StartAsync("--appendfsync", "always");
        await using PynencApp app = Server.App(server.ConnectionString);
        await app.InitializeAsync(Verbs.Token);
        InvocationRecord[] records = [.. Enumerable.Range(0, 1200).Select(_ => app.Record())];
        await app.State.Invocations.PublishAsync(records, Verbs.Token);
        await server.KillAsync(Verbs.Token);
        await server.StartAsync(Verbs.Token);
        await using PynencApp again = Server.App(server.ConnectionString, app.AppId.Value);
        await again.InitializeAsync(Verbs.Token);
        Assert.Equal((1200L, 1200L), (await again.StoredAsync(), await again.QueuedAsync()));
    }

    /// <summary>Calls go through before and after, those whose answers the outage took too, and each ends once.</summary>
    private static async Task WorksOnAsync(string connection, Func<Task> outage)
    {
        await using PynencApp app = Server.App($"{connection},asyncTimeout=1000,connectTimeout=1000", configure: o => o.Configure(s =>
        {
            s.Lease = TimeSpan.FromSeconds(2);
            s.HeartbeatInterval = TimeSpan.FromMilliseconds(300);
            s.SafetyPollInterval = TimeSpan.FromMilliseconds(300);
        }));
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", async (int x) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            return x * 2;
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Verbs.Token);
        InvocationGroup<int> group = await work.ParallelizeAsync(Enumerable.Range(0, 400), cancellationToken: Verbs.Token);
        await outage();
        Assert.Equal(Enumerable.Range(0, 400).Sum() * 2, (await AllAsync(group)).Sum());
        Assert.Equal(14, await (await work.CallAsync(7, cancellationToken: Verbs.Token)).ResultAsync(null, Verbs.Token).AsTask().Bounded());
        Assert.Equal(401, (await app.CountAsync(Verbs.Token)).Single(c => c.Status == InvocationStatus.Success).Count);
    }

    /// <summary>Asks again while the line is down, as a caller does that was told to.</summary>
    private static async Task<IReadOnlyList<int>> AllAsync(InvocationGroup<int> group)
    {
        while (true)
        {
            try
            {
                return await group.AllAsync(Verbs.Token).AsTask().Bounded();
            }
            catch (BackendException error) when (error.IsTransient)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Verbs.Token);
            }
        }
    }
}
