using System.Diagnostics;
using System.Text.Json;

namespace Pynenc.LoadBench;

/// <summary>This program in a process of its own, as a worker of a target.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly SelfProcess _process;

    private WorkerProcess(SelfProcess process) => _process = process;

    /// <summary>Starts one; returns when its runner takes work.</summary>
    public static async Task<WorkerProcess> StartAsync(BenchTarget target, string place)
    {
        var worker = new WorkerProcess(SelfProcess.Start("worker", target.Name, place));
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
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            IReadOnlyList<Tally> asked = await bench.CountRoundTripsAsync(app.App);
            var report = new WorkerReport(
                Stopwatch.GetElapsedTime(0), cpu, Environment.CpuUsage.TotalTime, Environment.WorkingSet, asked.ToDictionary(t => t.What, t => t.Count), [.. app.Stopped]);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report));
        }
    }

    public async Task<WorkerReport> ReportAsync() => JsonSerializer.Deserialize<WorkerReport>(await _process.AskAsync("report"))!;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
