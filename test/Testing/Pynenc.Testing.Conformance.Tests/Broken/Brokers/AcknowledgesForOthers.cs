using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Acknowledges by id: a late acknowledgement takes away what somebody else has received.</summary>
internal sealed class AcknowledgesForOthers(BaseBroker inner) : DelegatingBroker(inner)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<InvocationId, Delivery> _last = new();

    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Delivery> deliveries = await base.ReceiveCoreAsync(request, cancellationToken);
        foreach (Delivery delivery in deliveries)
        {
            _last[delivery.Id] = delivery;
        }

        return deliveries;
    }

    protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        base.AckCoreAsync([.. deliveries.Select(d => _last.GetValueOrDefault(d.Id, d))], cancellationToken);
}
