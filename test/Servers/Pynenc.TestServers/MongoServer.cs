namespace Pynenc.TestServers;

/// <summary>A MongoDB server: the one the variable names, or a <c>mongod</c> of this machine, standalone.</summary>
public sealed class MongoServer : TestServer
{
    public const string Variable = "PYNENC_TEST_MONGODB";

    public override string Name => "MongoDB";

    public static Task<string> SharedAsync() => SharedAsync<MongoServer>(Variable);

    public override string ConnectionStringAt(int port) => $"mongodb://127.0.0.1:{port}/?directConnection=true";

    protected override Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(
        [Find("mongod", Variable), "--bind_ip", "127.0.0.1", "--port", $"{Port}", "--dbpath", Folder, "--unixSocketPrefix", Folder]);
}
