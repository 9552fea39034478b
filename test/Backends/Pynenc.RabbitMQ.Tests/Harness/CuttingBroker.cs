using Pynenc.Backend;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>The real broker, whose connection breaks just before what was received is acknowledged, so many times.</summary>
internal sealed class CuttingBroker(BaseBroker inner, Action cut, int times) : BaseBroker(inner.App)
{
    private int _left = times;

    /// <summary>How often it broke so far.</summary>
    public int Cuts { get; private set; }

    public override BrokerCapabilities Capabilities => inner.Capabilities;

    public override ValueTask InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) => inner.RouteInvocationAsync(invocationId, cancellationToken);

    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) => inner.RouteAsync(routes, cancellationToken);

    protected override ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken) => inner.RetrieveInvocationAsync(cancellationToken);

    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) => inner.ReceiveAsync(request, cancellationToken);

    protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            Cuts++;
            cut();
        }

        return inner.AckAsync(deliveries, cancellationToken);
    }

    protected override ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) => inner.ReleaseAsync(deliveries, cancellationToken);

    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => inner.CountInvocationsAsync(cancellationToken);

    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken) => inner.PurgeAsync(cancellationToken);
}
