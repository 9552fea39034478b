using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Stores every call, whoever holds its key.</summary>
internal sealed class IgnoresReservations(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) =>
        base.PublishCoreAsync([.. records.Select(r => r with { Reservation = null })], cancellationToken);
}
