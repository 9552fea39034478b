using Pynenc.Testing.Conformance;
using Pynenc.TestServers;

namespace Pynenc.Redis.Tests;

/// <summary>The main cases on a node of a cluster, where a script that touches keys of two slots is refused.</summary>
public sealed class RedisClusterConformance(RedisClusterConformance.Node node) : IClassFixture<RedisClusterConformance.Node>
{
    private static readonly string[] Areas =
        ["broker", "publish", "claim", "transition", "wait", "runner", "sweep", "query", "isolation", "concurrency", "rate", "reservation", "removal", "queue order", "signal"];

    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Where(c => Areas.Contains(c.Area)).Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Cluster(string name) =>
        await Conformance.RunAsync(name, new RedisUnderTest("redis cluster", await node.ConnectionAsync(), (o, server) => o.UseRedis(server)));

    [Fact]
    public async Task A_database_other_than_the_first_is_refused_with_the_setting()
    {
        await using PynencApp app = Server.App($"{await node.ConnectionAsync()},defaultDatabase=3,connectTimeout=1000,connectRetry=1");
        await Verbs.RefusesAsync(() => app.InitializeAsync(Verbs.Token), "defaultDatabase");
    }

    /// <summary>A cluster of one node that has all slots.</summary>
    public sealed class Node : IAsyncDisposable
    {
        private readonly SemaphoreSlim _gate = new(1, 1);
        private RedisServer? _server;

        public async Task<string> ConnectionAsync()
        {
            await _gate.WaitAsync(Verbs.Token);
            try
            {
                if (_server is null)
                {
                    _server = await Server.StartAsync("--cluster-enabled", "yes", "--cluster-node-timeout", "2000");
                    await Server.AskAsync(_server.ConnectionString, "CLUSTER", "ADDSLOTSRANGE", 0, 16383);
                    while (!((string?)await Server.AskAsync(_server.ConnectionString, "CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal))
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Verbs.Token);
                    }
                }

                return _server.ConnectionString;
            }
            finally
            {
                _gate.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }

            _gate.Dispose();
        }
    }
}
