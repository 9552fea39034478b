using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Work of dead runners is never found.</summary>
internal sealed class OverlooksOrphans(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken) => new([]);
}
