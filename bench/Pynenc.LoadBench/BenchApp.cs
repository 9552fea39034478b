using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pynenc.LoadBench;

/// <summary>An application of the bench over a fresh store, or over one that another process has opened.</summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private static readonly TaskOptions OneOfAKey = new() { RunningConcurrency = ConcurrencyMode.Keys, RunningLimit = 1, KeyArguments = ["key"] };

    private readonly bool _isPurged;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ran;
    private int _wanted;

    private BenchApp(PynencApp app, string place, bool isPurged)
    {
        App = app;
        Place = place;
        _isPurged = isPurged;
        Add = app.Task("add", (int x, int y) =>
        {
            Count();
            return x + y;
        });
        Ping = app.Task("ping", (long called) =>
        {
            double waited = Stopwatch.GetElapsedTime(called).TotalMicroseconds;
            Count();
            return waited;
        });
        Keyed = app.Task("keyed", (int key, int x) =>
        {
            Count();
            return x + 1;
        }, OneOfAKey);
        Hold = app.Task("hold", (int key) => _released.Task, OneOfAKey);
        Sum = app.Task("sum", (int count) => SumAsync(count));
        Stoppable = app.Task("stoppable", (CancellationToken cancellationToken) => StoppableAsync(cancellationToken));
    }

    public PynencApp App { get; }

    public string Place { get; }

    /// <summary>The trivial task: adds, and counts itself.</summary>
    public TaskHandle<(int, int), int> Add { get; }

    /// <summary>Returns the microseconds since the time stamp it is given, which counts alike in every process of a machine.</summary>
    public TaskHandle<ValueTuple<long>, double> Ping { get; }

    /// <summary>As <see cref="Add"/>, one at a time of each key.</summary>
    public TaskHandle<(int, int), int> Keyed { get; }

    /// <summary>Runs until <see cref="ReleaseHeld"/>, one at a time of each key.</summary>
    public TaskHandle<ValueTuple<int>, Unit> Hold { get; }

    /// <summary>Calls <see cref="Add"/> so many times and adds up the results.</summary>
    public TaskHandle<ValueTuple<int>, long> Sum { get; }

    /// <summary>Runs until it is cancelled, and notes when.</summary>
    public TaskHandle<ValueTuple, Unit> Stoppable { get; }

    /// <summary>When bodies of <see cref="Stoppable"/> in this process heard that they were cancelled, as time stamps.</summary>
    public ConcurrentQueue<long> Stopped { get; } = new();

    /// <summary>How many bodies ran in this process.</summary>
    public int Ran => Volatile.Read(ref _ran);

    /// <summary>Opens one over a place.</summary>
    /// <param name="target">The store.</param>
    /// <param name="place">The path that is its place, and whose last part names the application.</param>
    /// <param name="isPurged">Removes what it stored when it is closed: for servers, whose data is in no folder of the bench.</param>
    public static async Task<BenchApp> OpenAsync(BenchTarget target, string place, bool isPurged)
    {
        var app = PynencApp.Create(o =>
        {
            o.AppId(Path.GetFileName(place));
            target.Configure(o, place);
        });
        await app.InitializeAsync();
        return new BenchApp(app, place, isPurged);
    }

    /// <summary>Arguments whose sum is known.</summary>
    public static IEnumerable<(int, int)> Arguments(int count) => Enumerable.Range(0, count).Select(i => (i, 1));

    /// <summary>What the results of <see cref="Arguments"/> add up to.</summary>
    public static long SumOf(int count) => ((long)count * (count - 1) / 2) + count;

    /// <summary>Lets every body of <see cref="Hold"/> in this process end.</summary>
    public void ReleaseHeld() => _released.TrySetResult();

    /// <summary>Completes when so many bodies have run. Ask before the first does.</summary>
    public Task WhenRanAsync(int count)
    {
        _wanted = count;
        return _reached.Task;
    }

    /// <summary>Completes when the store says of so many invocations that they succeeded.</summary>
    public Task WhenStoredAsync(int count) => WhenStoredAsync(count, InvocationStatus.Success);

    /// <summary>Completes when the store says of so many invocations that they have a status.</summary>
    public async Task WhenStoredAsync(int count, InvocationStatus status)
    {
        while ((await App.CountAsync()).Where(c => c.Status == status).Sum(c => c.Count) < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>Sees to it that the store has kept all of it: an end each, and a history of every step.</summary>
    /// <param name="count">How many there were.</param>
    /// <param name="sample">One of them.</param>
    /// <param name="rows">How long its history is to be; null when that may differ.</param>
    public async Task CheckAsync(int count, Invocation sample, int? rows = 4)
    {
        IReadOnlyList<Backend.StatusCount> counts = await App.CountAsync();
        long ended = counts.Where(c => c.Status == InvocationStatus.Success).Sum(c => c.Count);
        IReadOnlyList<HistoryEntry> history = await sample.HistoryAsync();
        if (Ran != count || ended != count || history.Count != (rows ?? history.Count))
        {
            throw new InvalidOperationException($"{Ran} bodies ran, {ended} successes are stored, and a history has {history.Count} rows; expected {count}, {count} and {rows}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isPurged)
        {
            await App.PurgeAsync(App.AppId.Value);
        }

        await App.DisposeAsync();
    }

    private async Task<long> SumAsync(int count)
    {
        InvocationGroup<int> group = await Add.ParallelizeAsync(Arguments(count));
        long sum = 0;
        await foreach (int result in group.ResultsAsync())
        {
            sum += result;
        }

        return sum;
    }

    private async Task StoppableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        finally
        {
            Stopped.Enqueue(Stopwatch.GetTimestamp());
        }
    }

    private void Count()
    {
        if (Interlocked.Increment(ref _ran) == Volatile.Read(ref _wanted))
        {
            _reached.SetResult();
        }
    }
}
