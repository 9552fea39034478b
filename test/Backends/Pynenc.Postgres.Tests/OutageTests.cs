using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.TestServers;

namespace Pynenc.Postgres.Tests;

/// <summary>The server goes away and comes back: nothing accepted is lost, and every runner goes on by itself.</summary>
public sealed class OutageTests(OwnServer own) : IClassFixture<OwnServer>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_is_killed_amid_publishing_and_claiming_loses_nothing_that_was_accepted(bool isCrash)
    {
        await using PynencApp app = Open(own.Server.ConnectionString);
        var runs = new ConcurrentDictionary<int, int>();
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", (int x) =>
        {
            runs.AddOrUpdate(x, 1, (_, n) => n + 1);
            return x;
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        var accepted = new List<Invocation<int>>();
        using var back = new CancellationTokenSource();
        Task publishing = Task.Run(
            async () =>
            {
                int lastFew = 20;
                for (int x = 0; !back.IsCancellationRequested || lastFew-- > 0; x++)
                {
                    try
                    {
                        accepted.Add(await work.CallAsync(x, cancellationToken: Token));
                    }
                    catch (BackendException error) when (error.IsTransient)
                    {
                        lastFew++;
                    }
                }
            },
            Token);
        await UntilAsync(() => runs.Count > 50, "work is done before the end of the server");
        await (isCrash ? own.Server.KillAsync(Token) : own.Server.StopAsync(Token));
        await own.Server.StartAsync(Token);
        await back.CancelAsync();
        await publishing.WaitAsync(Limit, Token);
        foreach (Invocation<int> invocation in accepted)
        {
            await invocation.ResultAsync(Limit, Token);
        }

        await UntilAsync(async () => (await app.CountAsync(Token)).All(c => c.Status.IsFinal()), "everything ends, that without an answer included");
        Assert.True(accepted.Count > 50);
    }

    [Fact]
    public async Task A_line_that_was_cut_is_listened_on_again_and_what_came_meanwhile_is_done()
    {
        await using var proxy = new TcpProxy(own.Server.Port);
        string id = Server.NewApp();
        await using PynencApp worker = Open(own.Server.ConnectionStringAt(proxy.Port), id);
        worker.Task("work", (int x) => x);
        await using ThreadRunner runner = await worker.StartThreadRunnerAsync(cancellationToken: Token);
        await using PynencApp caller = Open(own.Server.ConnectionString, id);
        TaskHandle<ValueTuple<int>, int> work = caller.Task("work", (int x) => x);
        Assert.Equal(1, await (await work.CallAsync(1, cancellationToken: Token)).ResultAsync(Limit, Token));
        proxy.Cut();
        Invocation<int> meanwhile = await work.CallAsync(2, cancellationToken: Token);
        await UntilAsync(() => !((PostgresBroker)worker.Broker).Database.Listener.IsListening, "the loss is noticed");
        proxy.Heal();
        Assert.Equal(2, await meanwhile.ResultAsync(Limit, Token));
        await UntilAsync(() => ((PostgresBroker)worker.Broker).Database.Listener.IsListening, "it listens again");
        Assert.Equal(3, await (await work.CallAsync(3, cancellationToken: Token)).ResultAsync(Limit, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_is_not_reached_or_does_not_answer_any_more_is_left_and_found_again(bool isRequest)
    {
        await using var proxy = new TcpProxy(own.Server.Port);
        await using PynencApp app = Open(own.Server.ConnectionStringAt(proxy.Port));
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", (int x) => x);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        Assert.Equal(1, await (await work.CallAsync(1, cancellationToken: Token)).ResultAsync(Limit, Token));
        proxy.DropsRequests = isRequest;
        proxy.DropsAnswers = !isRequest;
        BackendException error = await Assert.ThrowsAnyAsync<BackendException>(async () => await work.CallAsync(2, cancellationToken: Token));
        Assert.True(error.IsTransient);
        proxy.Heal();
        Assert.Equal(3, await (await PublishedAsync(work, 3)).ResultAsync(Limit, Token));
        await UntilAsync(async () => (await app.CountAsync(Token)).All(c => c.Status.IsFinal()), "that without an answer ends too");
    }

    [Fact]
    public async Task A_runner_works_over_a_slow_line()
    {
        await using var proxy = new TcpProxy(own.Server.Port) { Latency = TimeSpan.FromMilliseconds(50) };
        await using PynencApp app = Open(own.Server.ConnectionStringAt(proxy.Port));
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", (int x) => x);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        InvocationGroup<int> group = await work.ParallelizeAsync(Enumerable.Range(0, 100), cancellationToken: Token);
        Assert.Equal(Enumerable.Range(0, 100), await group.AllAsync(Token).AsTask().WaitAsync(Limit, Token));
        Assert.Equal(100, (await app.CountAsync(Token)).Single(c => c.Status == InvocationStatus.Success).Count);
    }

    private static PynencApp Open(string server, string? id = null) => PynencApp.Create(o => o
        .AppId(id ?? Server.NewApp())
        .UsePostgres(server, s =>
        {
            // So that only a notification, or its return, brings work; what would be found by chance is found too late.
            s.SafetyPoll = TimeSpan.FromMinutes(10);
            s.CommandTimeout = TimeSpan.FromSeconds(2);
        })
        .Configure(options =>
        {
            options.Lease = TimeSpan.FromSeconds(6);
            options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        }));

    /// <summary>Calls until the call is accepted: connections that broke meanwhile are found out one by one.</summary>
    private static async Task<Invocation<int>> PublishedAsync(TaskHandle<ValueTuple<int>, int> work, int x)
    {
        while (true)
        {
            try
            {
                return await work.CallAsync(x, cancellationToken: Token);
            }
            catch (BackendException error) when (error.IsTransient)
            {
                // Once more.
            }
        }
    }

    private static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await IsTrueAsync(condition))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"Expected within {Limit} that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
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
