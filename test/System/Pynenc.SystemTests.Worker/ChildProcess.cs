using System.Diagnostics;
using System.Runtime.InteropServices;
using Pynenc.Diagnostics;

namespace Pynenc.SystemTests.Worker;

/// <summary>This program in a process of its own, to be killed, frozen and terminated.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KilledBySignal = 128 + 9;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>True when it has ended by SIGKILL.</summary>
    public bool WasKilled => _process.HasExited && _process.ExitCode == KilledBySignal;

    /// <summary>True while it is stopped by SIGSTOP.</summary>
    public bool IsStopped => !_process.HasExited && File.ReadAllText($"/proc/{Id}/stat").Split(") ")[^1][0] == 'T';

    /// <summary>Starts the program.</summary>
    /// <param name="failPoint">The fail point that is switched on, as name:action:count; null for none.</param>
    /// <param name="arguments">See Program.cs.</param>
    public static ChildProcess Start(string? failPoint, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(ChildProcess).Assembly.Location, null), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[FailPoint.Variable] = failPoint;

        // Many short-lived processes share two cores: compile quickly rather than well.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Completes when it says that it is ready, or has ended before.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();

    public Task ExitedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>What it wrote to standard error; complete once it has ended.</summary>
    public Task<string> ErrorsAsync() => _errors;

    public void Freeze() => Send(OperatingSystem.IsMacOS() ? 17 : 19);

    public void Thaw() => Send(OperatingSystem.IsMacOS() ? 19 : 18);

    public void Terminate() => Send(15);

    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        // The id of one that has ended may be another's by now.
        if (!_process.HasExited)
        {
            _ = Signal(Id, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
