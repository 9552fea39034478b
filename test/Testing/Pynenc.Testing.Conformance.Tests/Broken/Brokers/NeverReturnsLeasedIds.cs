using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>What was received and not acknowledged never comes back.</summary>
internal sealed class NeverReturnsLeasedIds(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        base.ReceiveCoreAsync(request with { Lease = TimeSpan.FromDays(1000) }, cancellationToken);
}
