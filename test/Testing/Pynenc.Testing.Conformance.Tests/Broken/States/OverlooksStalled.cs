using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>What a broker has lost is never found.</summary>
internal sealed class OverlooksStalled(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => new([]);
}
