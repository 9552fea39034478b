using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Declares due times, and delivers at once.</summary>
internal sealed class IgnoresDueTimes(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.Select(r => r with { NotBefore = null })], cancellationToken);
}
