using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Removes whatever has ended, in whichever status.</summary>
internal sealed class PrunesTooMuch(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken) =>
        base.PruneCoreAsync(request with { Statuses = StatusMachine.Final }, cancellationToken);
}
