using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Lets any number of a key be owned at once.</summary>
internal sealed class IgnoresLimits(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) =>
        base.PublishCoreAsync([.. records.Select(r => r with { Concurrency = null })], cancellationToken);
}
