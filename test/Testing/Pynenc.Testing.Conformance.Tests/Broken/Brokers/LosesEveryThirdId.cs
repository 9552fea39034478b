using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Takes an id, and forgets every third.</summary>
internal sealed class LosesEveryThirdId(BaseBroker inner) : DelegatingBroker(inner)
{
    private int _count;

    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.Where(_ => Interlocked.Increment(ref _count) % 3 != 0)], cancellationToken);
}
