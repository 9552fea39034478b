using BenchmarkDotNet.Attributes;
using Pynenc.Backend;

namespace Pynenc.Benchmarks;

/// <summary>The verbs of a store, 100 at a time: what one invocation costs in each.</summary>
public class StoreBenchmarks
{
    private const int Count = 10_000;
    private const int Batch = 100;

    private readonly Stores _stores = new();
    private readonly RunnerInfo _runner = new(RunnerId.New(), "bench", "bench", 1, 1, TimeProvider.System.GetUtcNow());
    private PynencApp _app = null!;
    private InvocationRecord[][] _records = [];
    private List<ClaimedInvocation> _claimed = [];

    public static IEnumerable<string> StoreNames => Stores.Names;

    [ParamsSource(nameof(StoreNames))]
    public string Store { get; set; } = "";

    [GlobalCleanup]
    public void Close() => _stores.Dispose();

    [IterationCleanup]
    public Task End() => _app.DisposeAsync().AsTask();

    [IterationSetup(Target = nameof(Publish))]
    public Task Open() => OpenAsync();

    [IterationSetup(Target = nameof(Claim))]
    public Task OpenFilled() => OpenFilledAsync();

    [IterationSetup(Target = nameof(Complete))]
    public Task OpenClaimed() => OpenClaimedAsync();

    [Benchmark(OperationsPerInvoke = Count)]
    public async Task Publish()
    {
        foreach (InvocationRecord[] records in _records)
        {
            await _app.State.Invocations.PublishAsync(records, CancellationToken.None);
        }
    }

    /// <summary>Receive, claim and acknowledge: one step where queue and state are one store.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public async Task Claim()
    {
        while (_claimed.Count < Count)
        {
            TakeOutcome taken = await _app.TakeAsync(new TakeRequest(_runner.Id, [], Batch, TimeSpan.Zero), CancellationToken.None);
            _claimed.AddRange(taken.Claimed);
        }
    }

    /// <summary>Running and success in one path, with a result.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public async Task Complete()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        foreach (ClaimedInvocation[] some in _claimed.Chunk(Batch))
        {
            await _app.State.Invocations.TransitionAsync([.. some.Select(c => Completion(c, now))], CancellationToken.None);
        }
    }

    private static TransitionRequest Completion(ClaimedInvocation claimed, DateTimeOffset now) => new()
    {
        Id = claimed.Record.Id,
        Fence = claimed.Fence,
        By = claimed.Fence.Owner,
        Path = [new StatusStep(InvocationStatus.Running, now), new StatusStep(InvocationStatus.Success, now)],
        Payload = "42"u8.ToArray(),
    };

    private async Task OpenAsync()
    {
        _app = _stores.Open(Store);
        await _app.InitializeAsync();
        await _app.State.Runners.RegisterAsync(_runner, TimeSpan.FromHours(1), CancellationToken.None);
        DateTimeOffset now = _app.Time.GetUtcNow();
        _records = [.. Enumerable.Range(0, Count).Select(_ => Record(now)).Chunk(Batch)];
        _claimed = [];
    }

    private async Task OpenFilledAsync()
    {
        await OpenAsync();
        foreach (InvocationRecord[] records in _records)
        {
            await _app.State.Invocations.PublishAsync(records, CancellationToken.None);
            if (!_app.IsColocated)
            {
                Route[] routes = [.. records.Select(r => new Route(r.Id, Sequence: 1))];
                await _app.Broker.RouteAsync(routes, CancellationToken.None);
                await _app.State.Invocations.MarkRoutedAsync(routes, CancellationToken.None);
            }
        }
    }

    private async Task OpenClaimedAsync()
    {
        await OpenFilledAsync();
        await Claim();
    }

    private static InvocationRecord Record(DateTimeOffset now)
    {
        var id = InvocationId.New();
        return new InvocationRecord { Id = id, Task = new TaskId("bench.add"), Arguments = """{"x":1,"y":2}"""u8.ToArray(), Workflow = id, RegisteredAt = now };
    }
}
