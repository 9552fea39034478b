using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Parked work is found whatever its reason.</summary>
internal sealed class FindsParkedForAnyReason(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken) =>
        base.FindParkedCoreAsync(tasks, string.Empty, limit, cancellationToken);
}
