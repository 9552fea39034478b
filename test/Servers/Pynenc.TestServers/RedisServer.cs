namespace Pynenc.TestServers;

/// <summary>A Redis server that keeps an append-only file, synced every second.</summary>
public sealed class RedisServer : TestServer
{
    public const string Variable = "PYNENC_TEST_REDIS";

    /// <summary>More of its configuration, as command-line arguments.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public override string Name => "Redis";

    public static Task<string> SharedAsync() => SharedAsync<RedisServer>(Variable);

    public override string ConnectionStringAt(int port) => $"127.0.0.1:{port}";

    protected override Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(
    [
        Find("redis-server", Variable), "--bind", "127.0.0.1", "--port", $"{Port}", "--dir", Folder,
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", .. Settings,
    ]);
}
