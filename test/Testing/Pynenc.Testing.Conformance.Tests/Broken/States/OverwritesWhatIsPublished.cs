using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Publishing a known id stores the new call over the old one.</summary>
internal sealed class OverwritesWhatIsPublished(BaseStateBackend inner, FaultSpace space) : DelegatingQueries(inner.Queries)
{
    protected override async ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken) =>
        await base.GetCoreAsync(id, cancellationToken) is { } state
            ? state with { Record = space.LastPublished.GetValueOrDefault(id, state.Record) }
            : null;
}
