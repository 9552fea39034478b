using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Forgets due times: everything can be claimed at once.</summary>
internal sealed class ClaimsBeforeTheTime(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) =>
        base.PublishCoreAsync([.. records.Select(r => r with { NotBefore = null })], cancellationToken);

    protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken) =>
        base.TransitionCoreAsync([.. requests.Select(r => r with { NotBefore = null })], cancellationToken);
}
