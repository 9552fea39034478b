using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Stores the end of an invocation without its result.</summary>
internal sealed class ForgetsThePayload(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken) =>
        base.TransitionCoreAsync([.. requests.Select(r => r with { Payload = null })], cancellationToken);
}
