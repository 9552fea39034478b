using System.Diagnostics;
using System.Text.Json;

namespace Pynenc.LoadBench;

/// <summary>This program in a process of its own, as a worker of a target.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts one; returns when its runner takes work.</summary>
    public static async Task<WorkerProcess> StartAsync(BenchTarget target, string place)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["worker", target.Name, place])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var worker = new WorkerProcess(Process.Start(start)!);
        await worker.ReportAsync();
        return worker;
    }

    /// <summary>The other side: a worker that answers every line of its input with a report, and ends with its input.</summary>
    public static async Task RunAsync(string target, string place)
    {
        var bench = BenchTargets.Named(target);
        await using BenchApp app = await BenchApp.OpenAsync(bench, place, isPurged: false);
        await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
            IReadOnlyList<Tally> asked = await bench.CountRoundTripsAsync(app.App);
            var report = new WorkerReport(
                Stopwatch.GetElapsedTime(0), Environment.CpuUsage.TotalTime, Environment.WorkingSet, asked.ToDictionary(t => t.What, t => t.Count));
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report));
        }
    }

    public async Task<WorkerReport> ReportAsync()
    {
        await _process.StandardInput.WriteLineAsync("report");
        await _process.StandardInput.FlushAsync();
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The worker process has ended; its errors stand above.");
        return JsonSerializer.Deserialize<WorkerReport>(line)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
