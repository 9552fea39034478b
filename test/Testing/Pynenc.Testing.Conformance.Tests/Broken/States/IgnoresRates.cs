using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Lets any number go within a period.</summary>
internal sealed class IgnoresRates(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) =>
        base.PublishCoreAsync([.. records.Select(r => r with { Rate = null })], cancellationToken);
}
