using System.Net.Sockets;

namespace Pynenc.TestServers;

/// <summary>A PostgreSQL server with everything that makes commits durable switched on, as it is by default.</summary>
public sealed class PostgresServer : TestServer
{
    public const string Variable = "PYNENC_TEST_POSTGRES";

    private const string Owner = "postgres";

    /// <summary>More of its configuration, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public override string Name => "PostgreSQL";

    private string Data => Path.Combine(Folder, "data");

    public static Task<string> SharedAsync() => SharedAsync<PostgresServer>(Variable);

    /// <summary>Ends at once; asked by the usual signal it would wait until its last client has gone.</summary>
    protected override int StopSignal => 2;

    public override string ConnectionStringAt(int port) => $"Host=127.0.0.1;Port={port};Username={Owner};Database={Owner}";

    protected override async Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken)
    {
        string server = Find("postgres", Variable, Installed());
        if (!Directory.Exists(Data))
        {
            string initdb = Path.Combine(Path.GetDirectoryName(server)!, "initdb");
            Directory.CreateDirectory(Data);
            if (Environment.IsPrivilegedProcess)
            {
                await ServerProcess.RunAsync(["chown", "-R", Owner, Folder], Environments, cancellationToken);
            }

            await ServerProcess.RunAsync(
                [.. AsOwner(), initdb, "-D", Data, "-U", Owner, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], Environments, cancellationToken);
        }

        return
        [
            .. AsOwner(), server, "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Folder}",
            "-c", "max_connections=300", .. Settings.SelectMany(s => new[] { "-c", s }),
        ];
    }

    /// <summary>Sends the start of a session and looks for an answer that is no error: while it starts up, it takes connections only to refuse them.</summary>
    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        byte[] startup = [0, 0, 0, 41, 0, 3, 0, 0, .. "user\0postgres\0database\0postgres\0\0"u8];
        startup[3] = (byte)startup.Length;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(startup, cancellationToken);
            byte[] answer = new byte[1];
            if (await stream.ReadAsync(answer, cancellationToken) == 1 && answer[0] == (byte)'R')
            {
                await stream.WriteAsync(new byte[] { (byte)'X', 0, 0, 0, 4 }, cancellationToken);
                return true;
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // Not yet.
        }

        await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, cancellationToken);
        return false;
    }

    /// <summary>The server refuses to run as root.</summary>
    private static string[] AsOwner() =>
        Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Owner}", $"--regid={Owner}", "--clear-groups", "--"] : [];

    private static IEnumerable<string> Installed()
    {
        const string root = "/usr/lib/postgresql";
        return Directory.Exists(root)
            ? Directory.GetDirectories(root).OrderByDescending(d => double.TryParse(Path.GetFileName(d), out double version) ? version : 0).Select(d => Path.Combine(d, "bin"))
            : [];
    }
}
