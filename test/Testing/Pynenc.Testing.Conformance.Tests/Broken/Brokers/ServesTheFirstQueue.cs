using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Takes from a queue only when those named before it are empty.</summary>
internal sealed class ServesTheFirstQueue(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        foreach (QueueName queue in request.Queues)
        {
            var alone = new ReceiveRequest([queue], request.MaxCount, request.Lease, TimeSpan.Zero);
            if (await base.ReceiveCoreAsync(alone, cancellationToken) is { Count: > 0 } deliveries)
            {
                return deliveries;
            }
        }

        return await base.ReceiveCoreAsync(request, cancellationToken);
    }
}
