using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Promotes by a second entry of a higher priority.</summary>
internal sealed class PromotesByRouting(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. invocationIds.Select(id => new Route(id, Priority: Priority.PromotionStep))], cancellationToken);
}
