using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>What a worker process takes while it has nothing to do, and after it had much.</summary>
internal sealed class Idle(Bench bench)
{
    public const string Cpu = "idle worker process, of a core";
    public const string Memory = "memory of a worker process, after a drain";

    /// <summary>The first heartbeat is over by then, and with it what a start leaves to be done: compiling what runs for the first time, or often.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);

    /// <summary>The name of the figure that says how much is asked of the store.</summary>
    /// <param name="what">As in <see cref="Tally.What"/>.</param>
    public static string Asked(string what) => $"idle worker process, {what}";

    public async Task RunAsync()
    {
        BenchTarget target = bench.Target;
        await using BenchApp app = await bench.OpenAsync();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(target, app.Place);
        await worker.ReportAsync();
        await Task.Delay(Settling, TimeProvider.System);
        WorkerReport before = await worker.ReportAsync();
        await Task.Delay(bench.Options.Idle, TimeProvider.System);
        WorkerReport after = await worker.ReportAsync();
        double seconds = (after.At - before.At).TotalSeconds;
        bench.Add(new Figure(Cpu, "%") { Values = [(after.Cpu - before.CpuAfter).TotalSeconds / seconds * 100] });
        foreach ((string what, long count) in after.Asked)
        {
            bench.Add(new Figure(Asked(what), "/s") { Values = [Math.Max(0, count - before.Asked[what]) / seconds] });
        }

        bench.Add(new Figure("memory of a worker process, idle", "MiB") { Values = [after.WorkingSet / Mebi] });
        if (target.IsCrossProcess)
        {
            await app.Add.ParallelizeAsync(BenchApp.Arguments(target.BatchCount));
            await app.WhenStoredAsync(target.BatchCount);
            bench.Add(new Figure(Memory, "MiB") { Values = [(await worker.ReportAsync()).WorkingSet / Mebi] });
        }
    }

    private const double Mebi = 1024 * 1024;
}
