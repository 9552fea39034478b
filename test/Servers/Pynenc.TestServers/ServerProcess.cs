using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Pynenc.TestServers;

/// <summary>A server program that ends with this process, however this process ends.</summary>
/// <remarks>
/// A shell stands guard: it reads from a pipe that closes when this process dies, and then kills the server and removes its data.
/// </remarks>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Guard = """
        folder=$1; shift
        exec 3<&0
        "$@" </dev/null >>"$folder/output.log" 2>&1 3<&- &
        pid=$!
        echo "$pid"
        read -r word <&3
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
        [ "$word" = keep ] || rm -rf "$folder"
        exit 0
        """;

    private readonly Process _guard;
    private readonly string _folder;
    private bool _isDisposed;

    private ServerProcess(Process guard, int id, string folder)
    {
        _guard = guard;
        Id = id;
        _folder = folder;
    }

    /// <summary>The server's process.</summary>
    public int Id { get; }

    public bool IsRunning => File.Exists($"/proc/{Id}/stat") && ReadState() is not ('Z' or 'X');

    public static async Task<ServerProcess> StartAsync(
        string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", folder, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process guard = Process.Start(start)!;
        string? id = await guard.StandardOutput.ReadLineAsync(cancellationToken);
        return new ServerProcess(guard, int.Parse(id!, CultureInfo.InvariantCulture), folder);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await output}{errors}");
        }

        return await output;
    }

    /// <summary>Sends a signal: 9 kills, 15 terminates, 19 freezes, 18 thaws.</summary>
    public void Send(int signal) => _ = Signal(Id, signal);

    /// <summary>Waits until the server has ended.</summary>
    public async Task ExitedAsync(CancellationToken cancellationToken)
    {
        while (IsRunning)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The last of what the server wrote.</summary>
    public string Output()
    {
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "output.log"));
        return new StringBuilder().AppendJoin('\n', lines.TakeLast(30)).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Send(18);
        await _guard.StandardInput.WriteLineAsync("keep");
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private char ReadState()
    {
        try
        {
            return File.ReadAllText($"/proc/{Id}/stat").Split(") ")[^1][0];
        }
        catch (IOException)
        {
            return 'X';
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
