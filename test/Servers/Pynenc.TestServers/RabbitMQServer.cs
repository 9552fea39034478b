using System.Net.Sockets;
using System.Text;

namespace Pynenc.TestServers;

/// <summary>A RabbitMQ server of one node.</summary>
public sealed class RabbitMQServer : TestServer
{
    public const string Variable = "PYNENC_TEST_RABBITMQ";

    private readonly int _distribution = ServerPort.Free();
    private readonly int _epmd = ServerPort.Free();
    private ServerProcess? _mapper;

    public override string Name => "RabbitMQ";

    public static Task<string> SharedAsync() => SharedAsync<RabbitMQServer>(Variable);

    public override string ConnectionStringAt(int port) => $"amqp://guest:guest@127.0.0.1:{port}/";

    /// <summary>Runs <c>rabbitmqctl</c> against it.</summary>
    /// <returns>What it wrote.</returns>
    public Task<string> ControlAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ServerProcess.RunAsync([Find("rabbitmqctl", Variable, Installed()), .. arguments], Environments, cancellationToken);

    /// <summary>
    /// Writes to disk which queues there are. RabbitMQ (seen with 3.10) does so a moment after it has made a quorum queue or a stream, and a
    /// server that is killed within that moment does not find the queue's log again: the queue waits for a leader for ever.
    /// </summary>
    public Task WriteQueueNamesAsync(CancellationToken cancellationToken) =>
        ControlAsync(cancellationToken, "eval", "mnesia:sync_log(), [dets:sync(T) || T <- dets:all()], ok.");

    protected override IReadOnlyDictionary<string, string> Environments => new Dictionary<string, string>
    {
        ["HOME"] = Folder,
        ["RABBITMQ_NODENAME"] = $"pynenc{Port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = $"{Port}",
        ["RABBITMQ_DIST_PORT"] = $"{_distribution}",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(Folder, "log"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(Folder, "pid"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(Folder, "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Folder, "enabled_plugins"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // Becomes the node's process instead of watching over it.
        ["RUNNING_UNDER_SYSTEMD"] = "1",
        ["ERL_EPMD_PORT"] = $"{_epmd}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
    };

    protected override async Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken)
    {
        // Not the wrapper on the PATH: it changes the user and forgets the environment.
        string server = Find("rabbitmq-server", Variable, Installed());
        await File.WriteAllTextAsync(Path.Combine(Folder, "enabled_plugins"), "[].", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "rabbitmq.conf"),
            new StringBuilder().AppendLine("loopback_users.guest = true").AppendLine("disk_free_limit.absolute = 50MB").AppendLine("vm_memory_high_watermark.absolute = 1GB").ToString(),
            cancellationToken);

        // The node would start its port mapper as a daemon, which outlives it; this one ends with the test.
        if (_mapper is null)
        {
            _mapper = await ServerProcess.StartAsync(
                Folder, [Find("epmd", Variable), "-port", $"{_epmd}", "-address", "127.0.0.1"], Environments, cancellationToken);
            await ServerPort.AnswersAsync(_epmd, TimeSpan.FromSeconds(10), cancellationToken);
        }

        return [server];
    }

    /// <summary>It answers a protocol header with a frame once its application runs.</summary>
    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            await client.GetStream().WriteAsync(new byte[] { (byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1 }, cancellationToken);
            return await client.GetStream().ReadAsync(new byte[1], cancellationToken) == 1;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return false;
        }
    }

    protected override async ValueTask DisposeCompanionsAsync()
    {
        if (_mapper is not null)
        {
            await _mapper.DisposeAsync();
        }
    }

    private static IEnumerable<string> Installed()
    {
        const string root = "/usr/lib/rabbitmq/lib";
        return Directory.Exists(root) ? Directory.GetDirectories(root).Select(d => Path.Combine(d, "sbin")) : [];
    }
}
