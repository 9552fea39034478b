using System.Diagnostics;
using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>How much goes through: published, from the publish to the stored result, and out of a queue that was filled before.</summary>
internal sealed class Throughput(Bench bench)
{
    public const string Single = "publish, one awaited after the other";
    public const string Batch = "publish, as a batch";
    public const string EndToEnd = "end to end, publish to result stored";
    public const string Drain = "drain of a filled queue";

    /// <summary>The name of the figure that says how much an invocation asks of the store.</summary>
    /// <param name="what">As in <see cref="Tally.What"/>.</param>
    public static string AskedInDrain(string what) => $"{what} per invocation in the drain";

    public async Task RunAsync(RawLimits raw)
    {
        BenchTarget target = bench.Target;
        bench.Add(new Figure(Single, "/s") { Values = await bench.RoundsAsync(target.SingleCount, PublishSinglyAsync), Raw = raw.Single });
        bench.Add(new Figure(Batch, "/s") { Values = await bench.RoundsAsync(target.BatchCount, PublishBatchAsync), Raw = raw.Batch });
        Cost cost = default;
        bench.Add(new Figure(EndToEnd, "/s")
        {
            Values = await bench.RoundsAsync(target.BatchCount, async count => (await Cost.OfAsync(() => Through.RunAsync(bench, count), c => cost = c)).Seconds),
            Raw = raw.Through,
        });
        bench.Add(new Figure("CPU of an invocation, end to end", "µs") { Values = [cost.CpuSeconds * 1e6 / target.BatchCount] });
        bench.Add(new Figure("allocated for an invocation, end to end", "B") { Values = [(double)cost.AllocatedBytes / target.BatchCount] });
        IReadOnlyList<Tally> asked = [];
        bench.Add(new Figure(Drain, "/s")
        {
            Values = await bench.RoundsAsync(target.BatchCount, async count =>
            {
                (double seconds, asked) = await DrainAsync(count);
                return seconds;
            }),
            Raw = raw.Drain,
        });
        foreach (Tally tally in asked)
        {
            bench.Add(new Figure(AskedInDrain(tally.What), "") { Values = [(double)tally.Count / target.BatchCount] });
        }
    }

    private async Task<double> PublishSinglyAsync(int count)
    {
        await using BenchApp app = await bench.OpenAsync();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await app.Add.CallAsync(i, 1);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<double> PublishBatchAsync(int count)
    {
        await using BenchApp app = await bench.OpenAsync();
        long start = Stopwatch.GetTimestamp();
        await app.Add.ParallelizeAsync(BenchApp.Arguments(count));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<(double Seconds, IReadOnlyList<Tally> Asked)> DrainAsync(int count)
    {
        await using BenchApp app = await bench.OpenAsync();
        InvocationGroup<int> group = await app.Add.ParallelizeAsync(BenchApp.Arguments(count));
        Task ran = app.WhenRanAsync(count);
        IReadOnlyList<Tally> before = await bench.Target.CountRoundTripsAsync(app.App);
        long start = Stopwatch.GetTimestamp();
        await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
        await ran;
        await app.WhenStoredAsync(count);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        IReadOnlyList<Tally> after = await bench.Target.CountRoundTripsAsync(app.App);
        await app.CheckAsync(count, group.Invocations[0]);
        return (seconds, [.. after.Zip(before, (a, b) => a with { Count = a.Count - b.Count })]);
    }
}
