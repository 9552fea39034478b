using System.Diagnostics;

namespace TextIndex;

/// <summary>A worker as its producer sees it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static async Task<WorkerProcess> StartAsync(string database)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["worker", database])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The worker process did not start.");
        string? first = await process.StandardOutput.ReadLineAsync();
        return first == "ready"
            ? new WorkerProcess(process)
            : throw new InvalidOperationException($"The worker process said '{first}' instead of 'ready'.");
    }

    /// <summary>Ends it with SIGKILL: no drain, no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets it drain and end.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
