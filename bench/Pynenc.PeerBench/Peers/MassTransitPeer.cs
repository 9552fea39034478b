using MassTransit;

namespace Pynenc.PeerBench.Peers;

/// <summary>MassTransit over its transport in memory.</summary>
internal sealed class MassTransitPeer : IPeer
{
    private const int Batch = 1000;

    private IBusControl? _bus;

    public async Task StartAsync(Action onRun)
    {
        _bus = Bus.Factory.CreateUsingInMemory(bus => bus.ReceiveEndpoint("jobs", endpoint =>
        {
            endpoint.ConcurrentMessageLimit = PeerKinds.Workers;
            endpoint.Handler<MassTransitJob>(_ =>
            {
                onRun();
                return Task.CompletedTask;
            });
        }));
        await _bus.StartAsync();
    }

    public async Task RunAsync(int count)
    {
        ISendEndpoint jobs = await _bus!.GetSendEndpoint(new Uri("queue:jobs"));
        for (int i = 0; i < count; i += Batch)
        {
            await jobs.SendBatch(Enumerable.Range(i, Math.Min(Batch, count - i)).Select(n => new MassTransitJob(n)));
        }
    }

    public async ValueTask DisposeAsync() => await _bus!.StopAsync();
}
