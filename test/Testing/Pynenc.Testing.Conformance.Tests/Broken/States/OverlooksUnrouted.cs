using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>What was stored and never routed is never found.</summary>
internal sealed class OverlooksUnrouted(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken) =>
        new(new UnroutedPage([], null));
}
