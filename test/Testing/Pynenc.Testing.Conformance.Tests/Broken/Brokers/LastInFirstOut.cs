using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>The youngest id comes first.</summary>
internal sealed class LastInFirstOut(BaseBroker inner) : DelegatingBroker(inner)
{
    private int _count;

    protected override ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        base.RouteCoreAsync([.. routes.Select(r => r.Priority.Value == 0 ? r with { Priority = new Priority(Interlocked.Increment(ref _count) / 100_000.0) } : r)], cancellationToken);
}
