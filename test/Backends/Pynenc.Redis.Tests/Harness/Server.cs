using Pynenc.TestServers;
using StackExchange.Redis;

namespace Pynenc.Redis.Tests;

/// <summary>The server all tests share, servers of one test alone, and names on them.</summary>
internal static class Server
{
    /// <summary>A password that no message may show.</summary>
    public const string Secret = "s3cr3t-of-the-test";

    /// <summary>Its connection string; the test is skipped when there is none.</summary>
    public static async Task<string> SharedAsync()
    {
        try
        {
            return await RedisServer.SharedAsync();
        }
        catch (ServerMissingException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

    /// <summary>A server with settings of its own; dispose it.</summary>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer { Settings = settings };
        try
        {
            await server.StartAsync(Verbs.Token);
            return server;
        }
        catch (ServerMissingException missing)
        {
            await server.DisposeAsync();
            Assert.Skip(missing.Message);
            throw;
        }
    }

    public static string NewApp() => $"test-{Guid.CreateVersion7():N}";

    public static PynencApp App(string server, string? id = null, Action<PynencAppBuilder>? configure = null) => PynencApp.Create(o =>
    {
        o.AppId(id ?? NewApp()).UseRedis(server);
        configure?.Invoke(o);
    });

    /// <summary>Asks a server directly.</summary>
    public static async Task<RedisResult> AskAsync(string server, string command, params object[] arguments)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync($"{server},allowAdmin=true");
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    /// <summary>Every key of an application.</summary>
    public static async Task<string[]> KeysAsync(string server, string app)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync($"{server},allowAdmin=true");
        return [.. connection.GetServers()[0].Keys(pattern: $"pynenc:{{{app}}}:*").Select(k => k.ToString()[$"pynenc:{{{app}}}:".Length..]).Order(StringComparer.Ordinal)];
    }
}
