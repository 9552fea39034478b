using System.Runtime.CompilerServices;
using System.Text;
using Pynenc.Backend;
using Pynenc.TestServers;
using RabbitMQ.Client;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>What lies on the server is public: a change must be seen in review, and an older process must still find its way.</summary>
public sealed class StoredFormatTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_on_the_server_is_the_approved()
    {
        var seen = new StringBuilder();
        await using RabbitMQServer server = await Server.StartOwnAsync();
        string before = await ListAsync(server);
        await WriteAsync(seen, server, before, "quorum queues", _ => { });
        await WriteAsync(seen, server, before, "classic queues with priorities", s => s.Priorities = true);
        await WriteAsync(seen, server, before, "a limit and a prefix", s => (s.MaxQueueLength, s.QueuePrefix) = (1000, "mine"));
        Matches(seen.ToString().ReplaceLineEndings("\n"));
    }

    private static async Task WriteAsync(StringBuilder seen, RabbitMQServer server, string before, string title, Action<RabbitMQBackendOptions> configure)
    {
        var options = new RabbitMQBackendOptions();
        configure(options);
        await using (var app = PynencApp.Create(o => o.AppId("appid").UseMemoryState().UseRabbitMQBroker(server.ConnectionString, configure)))
        {
            BaseBroker broker = app.Broker;
            await broker.InitializeAsync(Token);
            InvocationId id = new(new Guid("0190c0de-0000-7000-8000-000000000000"));
            var priority = new Priority(options.Priorities ? 3 : 0);
            await broker.RouteAsync([new Route(id, new QueueName("mail"), priority)], Token);
            await Server.AskAsync(server.ConnectionString, async channel =>
            {
                await channel.BasicPublishAsync("", $"{options.QueuePrefix}.appid.queue.default", mandatory: true, new BasicProperties(), "foreign"u8.ToArray(), Token);
                return true;
            });
            Assert.Empty(await broker.WaitAsync(1, TimeSpan.FromMilliseconds(500), "default"));
            seen.Append("## ").AppendLine(title).AppendLine();
            string[] names = (await ListAsync(server)).Split('\n');
            seen.AppendJoin('\n', names.Except(before.Split('\n'))).AppendLine().AppendLine();
            await WriteMessageAsync(seen, server, $"{options.QueuePrefix}.appid.queue.mail");
            await WriteMessageAsync(seen, server, $"{options.QueuePrefix}.appid.dead");
        }

        await Server.DeleteAsync(server.ConnectionString, "appid", options.QueuePrefix);
    }

    /// <summary>Queues, exchanges and bindings, a line each, in the order of their names.</summary>
    private static async Task<string> ListAsync(RabbitMQServer server)
    {
        var lines = new List<string>();
        foreach ((string command, string[] columns) in new[]
        {
            ("list_queues", new[] { "name", "type", "durable", "auto_delete", "exclusive", "arguments" }),
            ("list_exchanges", ["name", "type", "durable", "auto_delete", "arguments"]),
            ("list_bindings", ["source_name", "destination_name", "routing_key"]),
        })
        {
            string output = await server.ControlAsync(Token, [command, "--quiet", "--no-table-headers", .. columns]);
            lines.AddRange(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => $"{command[5..^1]} {l.Replace("\t", "  ", StringComparison.Ordinal).TrimEnd()}").Order(StringComparer.Ordinal));
        }

        return string.Join('\n', lines);
    }

    private static async Task WriteMessageAsync(StringBuilder seen, RabbitMQServer server, string queue)
    {
        BasicGetResult got = (await Server.AskAsync(server.ConnectionString, channel => channel.BasicGetAsync(queue, autoAck: true)))!;
        IReadOnlyBasicProperties it = got.BasicProperties;
        string headers = string.Join(", ", (it.Headers ?? new Dictionary<string, object?>())
            .Where(h => h.Key.StartsWith("pynenc", StringComparison.Ordinal))
            .Select(h => $"{h.Key}={(h.Value is byte[] text ? Encoding.UTF8.GetString(text) : h.Value)}"));
        seen.AppendLine($"message in {queue}: exchange '{got.Exchange}', persistent {it.Persistent}, priority {it.Priority}, headers [{headers}], body '{Encoding.UTF8.GetString(got.Body.Span)}'").AppendLine();
    }

    private static void Matches(string seen, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "approved", "server.txt");
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, seen);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with PYNENC_UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), seen);
    }
}
