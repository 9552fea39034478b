using System.Diagnostics;

namespace Pynenc.LoadBench;

/// <summary>One round from the publish of many to the last result, in one process.</summary>
internal static class Through
{
    /// <summary>The plain one, of the trivial task.</summary>
    public static Task<double> RunAsync(Bench bench, int count) => RunAsync(bench, count, app => app.Add.ParallelizeAsync(BenchApp.Arguments(count)), rows: 4);

    /// <summary>Over a store of its own, which is asked about all of it afterwards.</summary>
    /// <param name="bench">The target.</param>
    /// <param name="count">How many.</param>
    /// <param name="publish">Publishes them; their results add up to those of <see cref="BenchApp.Arguments"/>.</param>
    /// <param name="rows">How long the history of the first one is to be; null when that may differ.</param>
    /// <returns>Seconds.</returns>
    public static async Task<double> RunAsync(Bench bench, int count, Func<BenchApp, ValueTask<InvocationGroup<int>>> publish, int? rows)
    {
        await using BenchApp app = await bench.OpenAsync();
        await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
        (double seconds, Invocation first) = await PassAsync(app, count, publish);
        await app.CheckAsync(count, first, rows);
        return seconds;
    }

    /// <summary>Over an application whose runner is at work.</summary>
    public static async Task<(double Seconds, Invocation First)> PassAsync(BenchApp app, int count, Func<BenchApp, ValueTask<InvocationGroup<int>>> publish)
    {
        long start = Stopwatch.GetTimestamp();
        InvocationGroup<int> group = await publish(app);
        long sum = 0;
        await foreach (int result in group.ResultsAsync())
        {
            sum += result;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sum == BenchApp.SumOf(count)
            ? (seconds, group.Invocations[0])
            : throw new InvalidOperationException($"The results add up to {sum}; expected {BenchApp.SumOf(count)}.");
    }
}
