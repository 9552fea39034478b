using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Helps <see cref="OverwritesWhatIsPublished"/>.</summary>
internal sealed class RemembersTheLastPublished(BaseStateBackend inner, FaultSpace space) : DelegatingInvocations(inner.Invocations)
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        foreach (InvocationRecord record in records)
        {
            space.LastPublished[record.Id] = record;
        }

        return base.PublishCoreAsync(records, cancellationToken);
    }
}
