using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>The rows of the history are numbered with gaps.</summary>
internal sealed class LeavesGapsInTheHistory(BaseStateBackend inner) : DelegatingQueries(inner.Queries)
{
    protected override async ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(InvocationId id, CancellationToken cancellationToken) =>
        [.. (await base.GetHistoryCoreAsync(id, cancellationToken)).Select(h => h with { Sequence = (h.Sequence * 2) - 1 })];
}
