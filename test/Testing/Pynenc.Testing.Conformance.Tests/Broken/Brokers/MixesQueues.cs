using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Declares named queues, and keeps one.</summary>
internal sealed class MixesQueues(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.Select(r => r with { Queue = default })], cancellationToken);

    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        base.ReceiveCoreAsync(request with { Queues = [] }, cancellationToken);
}
