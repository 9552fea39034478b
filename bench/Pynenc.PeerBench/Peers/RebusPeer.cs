using Rebus.Activation;
using Rebus.Backoff;
using Rebus.Bus;
using Rebus.Config;
using Rebus.Transport;
using Rebus.Transport.InMem;

namespace Pynenc.PeerBench.Peers;

/// <summary>Rebus over its transport in memory.</summary>
internal sealed class RebusPeer : IPeer
{
    private const int Batch = 1000;
    private const int Threads = 4;

    private readonly BuiltinHandlerActivator _activator = new();

    public Task StartAsync(Action onRun)
    {
        _activator.Handle<RebusJob>(_ =>
        {
            onRun();
            return Task.CompletedTask;
        });
        Configure.With(_activator)
            .Logging(l => l.None())
            .Transport(t => t.UseInMemoryTransport(new InMemNetwork(), "jobs"))
            .Options(o =>
            {
                o.SetNumberOfWorkers(Threads);
                o.SetMaxParallelism(PeerKinds.Workers);
                o.SetBackoffTimes(TimeSpan.FromMilliseconds(1));
            })
            .Start();
        return Task.CompletedTask;
    }

    public async Task RunAsync(int count)
    {
        IBus bus = _activator.Bus;
        for (int i = 0; i < count; i += Batch)
        {
            using var scope = new RebusTransactionScope();
            for (int n = i; n < Math.Min(i + Batch, count); n++)
            {
                await bus.SendLocal(new RebusJob(n));
            }

            await scope.CompleteAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        _activator.Dispose();
        return default;
    }
}
