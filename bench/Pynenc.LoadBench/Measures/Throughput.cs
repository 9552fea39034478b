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

    public async Task RunAsync(RawLimits raw)
    {
        BenchTarget target = bench.Target;
        bench.Add(new Figure(Single, "/s") { Values = await RoundsAsync(target.SingleCount, PublishSinglyAsync), Raw = raw.Single });
        bench.Add(new Figure(Batch, "/s") { Values = await RoundsAsync(target.BatchCount, PublishBatchAsync), Raw = raw.Batch });
        Cost cost = default;
        bench.Add(new Figure(EndToEnd, "/s")
        {
            Values = await RoundsAsync(target.BatchCount, async count => (await Cost.OfAsync(() => EndToEndAsync(count), c => cost = c)).Seconds),
            Raw = raw.Through,
        });
        bench.Add(new Figure("CPU of an invocation, end to end", "µs") { Values = [cost.CpuSeconds * 1e6 / target.BatchCount] });
        bench.Add(new Figure("allocated for an invocation, end to end", "B") { Values = [(double)cost.AllocatedBytes / target.BatchCount] });
        IReadOnlyList<Tally> asked = [];
        bench.Add(new Figure(Drain, "/s")
        {
            Values = await RoundsAsync(target.BatchCount, async count =>
            {
                (double seconds, asked) = await DrainAsync(count);
                return seconds;
            }),
            Raw = raw.Drain,
        });
        foreach (Tally tally in asked)
        {
            bench.Add(new Figure($"{tally.What} per invocation in the drain", "") { Values = [(double)tally.Count / target.BatchCount] });
        }
    }

    /// <summary>Items a second of each round, without the first, which warms up.</summary>
    private async Task<IReadOnlyList<double>> RoundsAsync(int count, Func<int, Task<double>> secondsAsync)
    {
        var rates = new List<double>();
        for (int i = 0; i <= bench.Options.Rounds; i++)
        {
            GC.Collect();
            double seconds = await secondsAsync(count);
            if (i > 0)
            {
                rates.Add(count / seconds);
            }
        }

        return rates;
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

    private async Task<double> EndToEndAsync(int count)
    {
        await using BenchApp app = await bench.OpenAsync();
        await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
        long start = Stopwatch.GetTimestamp();
        InvocationGroup<int> group = await app.Add.ParallelizeAsync(BenchApp.Arguments(count));
        long sum = 0;
        await foreach (int result in group.ResultsAsync())
        {
            sum += result;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await app.CheckAsync(count, group.Invocations[0]);
        return sum == BenchApp.SumOf(count) ? seconds : throw new InvalidOperationException($"The results add up to {sum}; expected {BenchApp.SumOf(count)}.");
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
