using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Declares ageing, and holds all that is below the lowest priority for equal.</summary>
internal sealed class StopsAtTheLowestPriority(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.Select(r => r with { Priority = Math.Max(r.Priority.Value, Priority.Min) })], cancellationToken);
}
