using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Declares lanes, and goes by arrival.</summary>
internal sealed class IgnoresLanes(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.Select(r => r with { Lane = null })], cancellationToken);
}
