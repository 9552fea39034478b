using System.Net.Sockets;

namespace Pynenc.TestServers.Tests;

/// <summary>The servers of the other tests: they start, die, come back with their data, and leave nothing behind.</summary>
public sealed class ServerTests
{
    public static TheoryData<string> Servers => ["redis", "postgres", "rabbitmq", "mongodb"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_server_starts_dies_comes_back_and_leaves_nothing(string name)
    {
        await using TestServer server = Create(name);
        try
        {
            await server.StartAsync(Token);
        }
        catch (ServerMissingException missing)
        {
            Assert.Skip(missing.Message);
        }

        Assert.True(await ServerPort.AnswersAsync(server.Port, TimeSpan.FromSeconds(1), Token));
        await server.KillAsync(Token);
        Assert.False(await ServerPort.AnswersAsync(server.Port, TimeSpan.FromMilliseconds(100), Token));
        await server.StartAsync(Token);
        Assert.True(await ServerPort.AnswersAsync(server.Port, TimeSpan.FromSeconds(1), Token));
        await server.DisposeAsync();
        Assert.False(await ServerPort.AnswersAsync(server.Port, TimeSpan.FromMilliseconds(100), Token));
    }

    [Fact]
    public async Task A_proxy_passes_on_what_is_said_until_it_is_cut()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var proxy = new TcpProxy(((System.Net.IPEndPoint)listener.LocalEndpoint).Port);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Port, Token);
        using TcpClient server = await listener.AcceptTcpClientAsync(Token);

        await client.GetStream().WriteAsync(new byte[] { 7 }, Token);
        byte[] heard = new byte[1];
        await server.GetStream().ReadExactlyAsync(heard, Token);
        Assert.Equal(7, heard[0]);

        proxy.Cut();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await client.GetStream().ReadExactlyAsync(heard, Token);
        });
    }

    private static TestServer Create(string name) => name switch
    {
        "redis" => new RedisServer(),
        "postgres" => new PostgresServer(),
        "rabbitmq" => new RabbitMQServer(),
        _ => new MongoServer(),
    };
}
