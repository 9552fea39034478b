using Pynenc.TestServers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>The server all tests share, and names of their own on it.</summary>
internal static class Server
{
    private static readonly string[] Queues = ["queue.default", "queue.mail", "queue.other", "dead", "names"];

    /// <summary>Its URI; the test is skipped when there is none.</summary>
    public static async Task<string> SharedAsync()
    {
        try
        {
            return await RabbitMQServer.SharedAsync();
        }
        catch (ServerMissingException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

    /// <summary>Starts one that a test may kill, or skips the test when there is none.</summary>
    public static async Task<RabbitMQServer> StartOwnAsync()
    {
        var server = new RabbitMQServer();
        try
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
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

    /// <summary>Works on a server as an administrator of its queues would.</summary>
    public static async Task<T> AskAsync<T>(string uri, Func<IChannel, Task<T>> question)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        return await question(channel);
    }

    /// <summary>How many messages wait in a queue; null when it is not there.</summary>
    public static async Task<long?> ReadyAsync(string uri, string queue) => (await LookAsync(uri, queue))?.MessageCount;

    /// <summary>How many consumers a queue has; null when it is not there.</summary>
    public static async Task<long?> ConsumersAsync(string uri, string queue) => (await LookAsync(uri, queue))?.ConsumerCount;

    /// <summary>Deletes everything of an application, so that hundreds of cases do not fill the server.</summary>
    public static Task DeleteAsync(string uri, string app, string prefix = "pynenc") => AskAsync(uri, async channel =>
    {
        foreach (string queue in Queues)
        {
            await channel.QueueDeleteAsync($"{prefix}.{app}.{queue}");
        }

        return true;
    });

    private static async Task<QueueDeclareOk?> LookAsync(string uri, string queue)
    {
        try
        {
            return await AskAsync(uri, channel => channel.QueueDeclarePassiveAsync(queue));
        }
        catch (OperationInterruptedException missing) when (RabbitMQErrors.Code(missing) == RabbitMQErrors.NotFound)
        {
            return null;
        }
    }
}
