using BenchmarkDotNet.Attributes;

namespace Pynenc.Benchmarks;

/// <summary>One call at a time, from the call to its result: a publish, two wake-ups and two writes.</summary>
public class WakeupBenchmarks
{
    private readonly Stores _stores = new();
    private PynencApp _app = null!;
    private ThreadRunner _runner = null!;
    private TaskHandle<(int, int), int> _add = null!;

    public static IEnumerable<string> StoreNames => Stores.Names;

    [ParamsSource(nameof(StoreNames))]
    public string Store { get; set; } = "";

    [GlobalSetup]
    public async Task Open()
    {
        _app = _stores.Open(Store);
        _add = _app.Task("add", (int x, int y) => x + y);
        _runner = await _app.StartThreadRunnerAsync();
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _runner.DisposeAsync();
        await _app.DisposeAsync();
        _stores.Dispose();
    }

    [Benchmark]
    public async Task<int> CallAndResult() => await await _add.CallAsync(1, 2);
}
