using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another broker does. A fault overrides the one member it breaks; every route comes through <see cref="RouteCoreAsync"/>.</summary>
internal class DelegatingBroker(BaseBroker inner, Action<string>? called = null) : BaseBroker(inner.App)
{
    public BaseBroker Inner => inner;

    public override BrokerCapabilities Capabilities => inner.Capabilities;

    public override ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(InitializeAsync));
        return inner.InitializeAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        called?.Invoke(nameof(DisposeAsync));
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(RouteInvocationCoreAsync));
        return RouteCoreAsync([new Route(invocationId)], cancellationToken);
    }

    protected override ValueTask RouteInvocationsCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(RouteInvocationsCoreAsync));
        return RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);
    }

    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(RouteCoreAsync));
        return inner.RouteAsync(routes, cancellationToken);
    }

    protected override ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(RetrieveInvocationCoreAsync));
        return inner.RetrieveInvocationAsync(cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(ReceiveCoreAsync));
        return inner.ReceiveAsync(request, cancellationToken);
    }

    protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(AckCoreAsync));
        return inner.AckAsync(deliveries, cancellationToken);
    }

    protected override ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(ReleaseCoreAsync));
        return inner.ReleaseAsync(deliveries, cancellationToken);
    }

    protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PromoteCoreAsync));
        return inner.PromoteAsync(invocationIds, cancellationToken);
    }

    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(CountInvocationsCoreAsync));
        return inner.CountInvocationsAsync(cancellationToken);
    }

    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PurgeCoreAsync));
        return inner.PurgeAsync(cancellationToken);
    }
}
