using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A lease ends after a third of its time.</summary>
internal sealed class ReturnsLeasedIdsTooEarly(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        base.ReceiveCoreAsync(request with { Lease = request.Lease / 3 }, cancellationToken);
}
