using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>What once was registered is counted as registered for ever.</summary>
internal sealed class CountersDrift(BaseStateBackend inner) : DelegatingQueries(inner.Queries)
{
    protected override async ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StatusCount> counts = await base.CountCoreAsync(cancellationToken);
        return [.. counts.Where(c => c.Status != InvocationStatus.Registered), .. counts.GroupBy(c => c.Task).Select(g => new StatusCount(g.Key, InvocationStatus.Registered, g.Sum(c => c.Count)))];
    }
}
