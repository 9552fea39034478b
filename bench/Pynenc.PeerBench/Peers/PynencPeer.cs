namespace Pynenc.PeerBench.Peers;

/// <summary>Ours. Reads every result, which no peer here offers.</summary>
internal sealed class PynencPeer : IPeer
{
    private PynencApp? _app;
    private ThreadRunner? _runner;
    private TaskHandle<ValueTuple<int>, int>? _job;

    public async Task StartAsync(Action onRun)
    {
        _app = PynencApp.Create(o => o.AppId("peers").UseMemory());
        _job = _app.Task("job", (int x) =>
        {
            onRun();
            return x;
        });
        await _app.InitializeAsync();
        _runner = await _app.StartThreadRunnerAsync();
    }

    public async Task RunAsync(int count)
    {
        InvocationGroup<int> group = await _job!.ParallelizeAsync(Enumerable.Range(0, count).Select(i => ValueTuple.Create(i)));
        await foreach (int _ in group.ResultsAsync())
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _runner!.DisposeAsync();
        await _app!.DisposeAsync();
    }
}
