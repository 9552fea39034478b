using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Puts every third id into the queue twice.</summary>
internal sealed class DuplicatesEveryThirdId(BaseBroker inner) : DelegatingBroker(inner)
{
    private int _count;

    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.SelectMany(r => Interlocked.Increment(ref _count) % 3 == 0 ? new[] { r, r } : [r])], cancellationToken);
}
