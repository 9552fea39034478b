using Pynenc.Backend;
using Pynenc.TestServers;
using StackExchange.Redis;

namespace Pynenc.Redis.Tests;

/// <summary>A primary dies, the sentinel promotes its replica, and everybody goes on there.</summary>
public sealed class SentinelTests
{
    private const int Calls = 300;

    [Fact]
    public async Task A_runner_works_on_after_the_primary_was_killed_and_the_replica_promoted()
    {
        await using RedisServer primary = await Server.StartAsync();
        await using RedisServer replica = await Server.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var sentinel = new RedisSentinel(primary.Port);
        await sentinel.StartAsync(Verbs.Token);
        await UntilAsync(async () => $"{await Server.AskAsync(replica.ConnectionString, "INFO", "replication")}".Contains("master_link_status:up", StringComparison.Ordinal));
        await using (ConnectionMultiplexer asking = await ConnectionMultiplexer.SentinelConnectAsync($"127.0.0.1:{sentinel.Port}"))
        {
            await UntilAsync(async () => (await asking.GetServers()[0].SentinelReplicasAsync(RedisSentinel.Service)).Length == 1);
        }

        await using PynencApp app = Server.App($"{sentinel.ConnectionString},asyncTimeout=1000,connectTimeout=1000", configure: o => o.Configure(s =>
        {
            s.Lease = TimeSpan.FromSeconds(2);
            s.HeartbeatInterval = TimeSpan.FromMilliseconds(300);
            s.SafetyPollInterval = TimeSpan.FromMilliseconds(300);
        }));
        int started = 0;
        var someStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", async (int x) =>
        {
            if (Interlocked.Increment(ref started) > 10)
            {
                someStarted.TrySetResult();
                await letGo.Task;
            }

            return x * 2;
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Verbs.Token);
        InvocationGroup<int> group = await work.ParallelizeAsync(Enumerable.Range(0, Calls), cancellationToken: Verbs.Token);
        await someStarted.Task.Bounded();

        // Replication is asynchronous: only what the replica has is promised to outlive the primary.
        await Server.AskAsync(primary.ConnectionString, "WAIT", 1, 10_000);
        await primary.KillAsync(Verbs.Token);
        letGo.SetResult();

        Assert.Equal(Enumerable.Range(0, Calls).Sum() * 2, (await AskUntilAnsweredAsync(() => group.AllAsync(Verbs.Token).AsTask().Bounded())).Sum());
        Assert.Equal("master", (string?)(await Server.AskAsync(replica.ConnectionString, "ROLE"))[0]);
        Assert.Equal(14, await (await work.CallAsync(7, cancellationToken: Verbs.Token)).ResultAsync(null, Verbs.Token).AsTask().Bounded());
        Assert.Equal(Calls + 1, (await app.CountAsync(Verbs.Token)).Single(c => c.Status == InvocationStatus.Success).Count);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Verbs.Token);
        }
    }

    private static async Task<T> AskUntilAnsweredAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (BackendException error) when (error.IsTransient)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Verbs.Token);
            }
        }
    }
}
