using System.Diagnostics;
using System.Globalization;
using Pynenc;

namespace Pynenc.LoadBench;

/// <summary>A quick figure: every body runs and counts itself, results and history are kept, the median of five runs counts.</summary>
internal static class Load
{
    private const int Rounds = 5;
    private const int Pings = 1000;

    public static async Task RunAsync(string name, Action<PynencAppBuilder> configure, int count)
    {
        var publish = new List<double>();
        var total = new List<double>();
        var cpu = new List<double>();
        for (int round = 0; round <= Rounds; round++)
        {
            (double published, double ended, double used) = await DrainAsync(configure, count);
            if (round > 0)
            {
                publish.Add(count / published);
                total.Add(count / ended);
                cpu.Add(used * 1e6 / count);
            }
        }

        List<double> latency = await PingAsync(configure);
        Print($"{name}: batch publish {Median(publish):N0}/s, end to end {Median(total):N0}/s ({total.Min():N0} to {total.Max():N0}), CPU {Median(cpu):N1} µs each");
        Print($"{name}: idle call → body start p50 {At(latency, 50):N0} µs, p95 {At(latency, 95):N0} µs, p99 {At(latency, 99):N0} µs");
    }

    private static async Task<(double Published, double Ended, double Cpu)> DrainAsync(Action<PynencAppBuilder> configure, int count)
    {
        await using var app = PynencApp.Create(configure);
        int ran = 0;
        TaskHandle<(int, int), int> add = app.Task("add", (int x, int y) =>
        {
            Interlocked.Increment(ref ran);
            return x + y;
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync();
        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        InvocationGroup<int> group = await add.ParallelizeAsync(Enumerable.Range(0, count).Select(i => (i, 1)));
        double published = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long sum = 0;
        await foreach (int result in group.ResultsAsync())
        {
            sum += result;
        }

        double ended = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        long expected = ((long)count * (count - 1) / 2) + count;
        return sum == expected && ran == count
            ? (published, ended, used)
            : throw new InvalidOperationException($"{ran} bodies ran and their sum is {sum}; expected {count} and {expected}.");
    }

    private static async Task<List<double>> PingAsync(Action<PynencAppBuilder> configure)
    {
        await using var app = PynencApp.Create(configure);
        long called = 0;
        double waited = 0;
        TaskHandle<ValueTuple, Unit> ping = app.Task("ping", () => { waited = Stopwatch.GetElapsedTime(called).TotalMicroseconds; });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync();
        var latency = new List<double>();
        for (int i = 0; i < Pings + 100; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            called = Stopwatch.GetTimestamp();
            await await ping.CallAsync();
            if (i >= 100)
            {
                latency.Add(waited);
            }
        }

        return latency;
    }

    private static double Median(List<double> values) => At(values, 50);

    private static double At(List<double> values, int percent) => values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
