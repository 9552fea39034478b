using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Frees a slot, and tells nobody who is given it.</summary>
internal sealed class ForgetsTheNextInLine(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken) =>
        [.. (await base.TransitionCoreAsync(requests, cancellationToken)).Select(o => o with { Handed = null })];
}
