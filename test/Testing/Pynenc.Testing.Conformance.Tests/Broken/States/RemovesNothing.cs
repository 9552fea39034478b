using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Declares nothing of removal, and refuses it as the contract does.</summary>
internal sealed class RemovesNothing(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken) =>
        throw new CapabilityNotSupportedException("It removes nothing.");

    protected override ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        throw new CapabilityNotSupportedException("It removes nothing.");
}
