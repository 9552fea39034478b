namespace Pynenc.TestServers;

/// <summary>A sentinel that watches one Redis primary by itself, and promotes its replica half a second after it went silent.</summary>
/// <param name="primary">The port of the primary on 127.0.0.1.</param>
public sealed class RedisSentinel(int primary) : TestServer
{
    /// <summary>What the sentinel calls the primary.</summary>
    public const string Service = "pynenc-test";

    public override string Name => "Redis Sentinel";

    public override string ConnectionStringAt(int port) => $"127.0.0.1:{port},serviceName={Service}";

    protected override async Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken)
    {
        // It writes what it learns into its configuration, so that must be a file.
        string file = Path.Combine(Folder, "sentinel.conf");
        await File.WriteAllTextAsync(
            file,
            $"""
            bind 127.0.0.1
            port {Port}
            dir {Folder}
            sentinel monitor {Service} 127.0.0.1 {primary} 1
            sentinel down-after-milliseconds {Service} 500
            sentinel failover-timeout {Service} 2000

            """,
            cancellationToken);
        return [Find("redis-server", RedisServer.Variable), file, "--sentinel"];
    }
}
