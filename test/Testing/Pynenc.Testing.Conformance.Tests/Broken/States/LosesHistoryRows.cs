using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>The history has no row for the start of a body.</summary>
internal sealed class LosesHistoryRows(BaseStateBackend inner) : DelegatingQueries(inner.Queries)
{
    protected override async ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(InvocationId id, CancellationToken cancellationToken) =>
        [.. (await base.GetHistoryCoreAsync(id, cancellationToken)).Where(h => h.Status != InvocationStatus.Running).Select((h, i) => h with { Sequence = i + 1 })];
}
