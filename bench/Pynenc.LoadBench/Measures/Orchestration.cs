using System.Diagnostics;
using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>What limits, fan-out and cancellation cost, each beside the plain task in the same rounds.</summary>
internal sealed class Orchestration(Bench bench)
{
    private const int Keys = 1000;
    private const int Children = 10_000;

    /// <summary>Long enough that a body which was seen to run has its runner's attention elsewhere.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync()
    {
        await KeyedAsync();
        await HotKeyAsync();
        await FanOutAsync();
        await CancelAsync();
    }

    /// <summary>Every call has a limit of one by a key.</summary>
    private async Task KeyedAsync()
    {
        int count = bench.Target.BatchCount;
        (IReadOnlyList<double> plain, IReadOnlyList<double> keyed) = await CompareAsync(
            count,
            () => Through.RunAsync(bench, count),
            () => Through.RunAsync(bench, count, app => app.Keyed.ParallelizeAsync(Enumerable.Range(0, count).Select(i => (i % Keys, i))), rows: null));
        Add($"end to end, one at a time of each of {Keys:#,0} keys", keyed, plain, Bar.AtLeastOfRaw(0.7));
    }

    /// <summary>Many wait in line behind one key, and the others are not to feel it.</summary>
    private async Task HotKeyAsync()
    {
        int waiting = bench.Options.IsQuick ? 20_000 : 100_000;
        int count = bench.Target.BatchCount;
        await using BenchApp app = await bench.OpenAsync();
        await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
        var plain = new List<double>();
        var others = new List<double>();
        await PassesAsync(app, count, plain);
        long start = Stopwatch.GetTimestamp();
        await app.Hold.ParallelizeAsync(Enumerable.Range(0, waiting + 1).Select(_ => ValueTuple.Create(0)));
        await app.WhenStoredAsync(waiting, InvocationStatus.ConcurrencyControlled);
        double lined = waiting / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await PassesAsync(app, count, others);
        app.ReleaseHeld();
        bench.Add(new Figure($"{waiting:#,0} of one key, published and put in line", "/s") { Values = [lined] });
        Add($"end to end of others, {waiting:#,0} in line behind one key", others, plain, Bar.AtLeastOfRaw(0.7));
    }

    /// <summary>One body calls many others and waits for them.</summary>
    private async Task FanOutAsync()
    {
        (IReadOnlyList<double> plain, IReadOnlyList<double> fanned) = await CompareAsync(Children, () => Through.RunAsync(bench, Children), SumAsync);
        Add($"one body that waits for {Children:#,0} children", fanned, plain, Bar.AtLeastOfRaw(0.6));

        async Task<double> SumAsync()
        {
            await using BenchApp app = await bench.OpenAsync();
            await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
            long start = Stopwatch.GetTimestamp();
            long sum = await await app.Sum.CallAsync(ValueTuple.Create(Children));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return sum == BenchApp.SumOf(Children) ? seconds : throw new InvalidOperationException($"The results add up to {sum}; expected {BenchApp.SumOf(Children)}.");
        }
    }

    /// <summary>From the call that cancels to the body that hears of it, in another process where there can be one.</summary>
    private async Task CancelAsync()
    {
        await using BenchApp app = await bench.OpenAsync();
        if (!bench.Target.IsCrossProcess)
        {
            await using ThreadRunner runner = await app.App.StartThreadRunnerAsync();
            await CancelAsync(app, () => Task.FromResult<IReadOnlyList<long>>([.. app.Stopped]), "a running body cancelled, same process");
            return;
        }

        await using WorkerProcess worker = await WorkerProcess.StartAsync(bench.Target, app.Place);
        await CancelAsync(app, async () => (await worker.ReportAsync()).Stopped, "a running body cancelled, other process");
    }

    private async Task CancelAsync(BenchApp app, Func<Task<IReadOnlyList<long>>> stoppedAsync, string what)
    {
        var waited = new List<double>();
        for (int i = 0; i <= Math.Max(10, bench.Options.Pings / 3); i++)
        {
            Invocation<Unit> invocation = await app.Stoppable.CallAsync(ValueTuple.Create());
            while (await invocation.StatusAsync() != InvocationStatus.Running)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            }

            await Task.Delay(Calm, TimeProvider.System);
            long start = Stopwatch.GetTimestamp();
            await invocation.CancelAsync("measured");
            IReadOnlyList<long> stopped;
            do
            {
                await Task.Delay(Calm, TimeProvider.System);
                stopped = await stoppedAsync();
            }
            while (stopped.Count <= i);
            if (i > 0)
            {
                waited.Add(Stopwatch.GetElapsedTime(start, stopped[i]).TotalMilliseconds);
            }
        }

        foreach (int percent in new[] { 50, 99 })
        {
            bench.Add(new Figure($"{what} p{percent}", "ms") { Values = [Spread.Of(waited).At(percent)], Bar = percent == 50 ? Bar.Below(50) : null });
        }
    }

    private async Task PassesAsync(BenchApp app, int count, List<double> rates) =>
        rates.AddRange(await bench.RoundsAsync(count, async _ => (await Through.PassAsync(app, count, a => a.Add.ParallelizeAsync(BenchApp.Arguments(count)))).Seconds));

    /// <summary>Rates of two ways to do as much, in turns, so that what else the machine does meets both alike.</summary>
    private async Task<(IReadOnlyList<double> Plain, IReadOnlyList<double> Other)> CompareAsync(int count, Func<Task<double>> plain, Func<Task<double>> other)
    {
        var plains = new List<double>();
        var others = new List<double>();
        for (int i = 0; i <= bench.Options.Rounds; i++)
        {
            GC.Collect();
            double first = await plain();
            GC.Collect();
            double second = await other();
            if (i > 0)
            {
                plains.Add(count / first);
                others.Add(count / second);
            }
        }

        return (plains, others);
    }

    private void Add(string what, IReadOnlyList<double> values, IReadOnlyList<double> plain, Bar bar) => bench.Add(new Figure(what, "/s")
    {
        Values = values,
        Raw = new RawLimit("the plain task, same rounds", Spread.Of(plain).Median),
        Bar = bar,
    });
}
