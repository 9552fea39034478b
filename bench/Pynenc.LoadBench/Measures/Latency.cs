using System.Diagnostics;
using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>How long a call waits for its body to start, when nothing else is to be done.</summary>
internal sealed class Latency(Bench bench)
{
    public const string SameProcess = "idle call to body start";
    public const string OtherProcess = "idle call to body start, other process";

    /// <summary>Twenty calls a second: everything has gone to sleep again before the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private const int WarmUp = 20;

    public async Task RunAsync(RawLimits raw)
    {
        await using (BenchApp app = await bench.OpenAsync())
        {
            await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
            Report(SameProcess, await PingAsync(app), percent => percent == 50 ? raw.Latency : null);
        }

        if (bench.Target.IsCrossProcess)
        {
            await using BenchApp app = await bench.OpenAsync();
            (string What, Spread Waited)? path = await ListenerProcess.MeasureAsync(bench.Target, app.Place, bench.Options.Pings);
            await using WorkerProcess worker = await WorkerProcess.StartAsync(bench.Target, app.Place);
            Report(
                OtherProcess,
                await PingAsync(app),
                percent => path is { } it ? new(it.What, it.Waited.At(percent)) : percent == 50 ? raw.Latency : null);
        }
    }

    private async Task<Spread> PingAsync(BenchApp app)
    {
        var waited = new List<double>();
        for (int i = 0; i < WarmUp + bench.Options.Pings; i++)
        {
            await Task.Delay(Pause, TimeProvider.System);
            double microseconds = await await app.Ping.CallAsync(Stopwatch.GetTimestamp());
            if (i >= WarmUp)
            {
                waited.Add(microseconds);
            }
        }

        return Spread.Of(waited);
    }

    private void Report(string what, Spread waited, Func<int, RawLimit?> raw)
    {
        foreach (int percent in new[] { 50, 95, 99 })
        {
            bench.Add(new Figure($"{what} p{percent}", "µs") { Values = [waited.At(percent)], Raw = raw(percent) });
        }
    }
}
