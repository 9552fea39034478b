using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>An empty queue is an error.</summary>
internal sealed class ThrowsOnEmpty(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Delivery> deliveries = await base.ReceiveCoreAsync(request, cancellationToken);
        return deliveries.Count > 0 ? deliveries : throw new InvalidOperationException("the queue is empty");
    }
}
