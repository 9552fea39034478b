using System.Diagnostics;
using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>A million invocations wait: what does it cost to publish more, to count them, to look at them, to run them?</summary>
internal sealed class Million(Bench bench)
{
    public const string Count = "1,000,000 queued: counts by task and status";
    public const string Page = "1,000,000 queued: first page of 100";

    private const int All = 1_000_000;
    private const int Part = 100_000;
    private const int Asked = 50;

    public async Task RunAsync()
    {
        await using BenchApp app = await bench.OpenAsync();
        (double first, double last) = await PartsAsync(_ => PublishAsync(app));
        bench.Add(new Figure("the first 100,000 of 1,000,000, published", "/s") { Values = [first] });
        bench.Add(new Figure("the last 100,000 of 1,000,000, published", "/s") { Values = [last] });
        bench.Add(new Figure(Count, "ms") { Values = await AskAsync(async () => await app.App.CountAsync()) });
        bench.Add(new Figure(Page, "ms") { Values = await AskAsync(async () => await app.App.PageAsync()) });
        bench.Add(new Figure("1,000,000 queued: length of the queues", "ms")
        {
            Values = await AskAsync(async () => await app.App.Broker.CountInvocationsAsync(CancellationToken.None)),
        });
        bench.Add(new Figure("1,000,000 queued: memory of this process", "MiB") { Values = [Environment.WorkingSet / 1024.0 / 1024] });
        await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
        (first, last) = await PartsAsync(part => app.WhenStoredAsync((part + 1) * Part));
        bench.Add(new Figure("the first 100,000 of 1,000,000, run", "/s") { Values = [first] });
        bench.Add(new Figure("the last 100,000 of 1,000,000, run", "/s") { Values = [last] });
    }

    /// <summary>Invocations a second in the first and in the last part.</summary>
    private static async Task<(double First, double Last)> PartsAsync(Func<int, Task> partAsync)
    {
        var rates = new List<double>();
        for (int part = 0; part < All / Part; part++)
        {
            long start = Stopwatch.GetTimestamp();
            await partAsync(part);
            rates.Add(Part / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (rates[0], rates[^1]);
    }

    private static async Task PublishAsync(BenchApp app) => await app.Add.ParallelizeAsync(BenchApp.Arguments(Part));

    /// <summary>Milliseconds of each answer.</summary>
    private static async Task<IReadOnlyList<double>> AskAsync(Func<Task> ask)
    {
        await ask();
        var times = new List<double>();
        for (int i = 0; i < Asked; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }
}
