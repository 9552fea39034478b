using System.Diagnostics;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests;

/// <summary>A worker in a process of its own, to be killed, frozen and terminated.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public Task Exited => _process.WaitForExitAsync(TestContext.Current.CancellationToken);

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static async Task<WorkerProcess> StartAsync(string database)
    {
        string program = Path.ChangeExtension(typeof(WorkerApp).Assembly.Location, null);
        Process process = Process.Start(new ProcessStartInfo(program, ["worker", database])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Equal("ready", line);
        return new WorkerProcess(process);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await Exited;
    }

    /// <summary>Sends a signal by its name, such as STOP, CONT or TERM.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
