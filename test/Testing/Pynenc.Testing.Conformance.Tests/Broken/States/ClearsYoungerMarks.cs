using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A late mark of an older routing clears the present one.</summary>
internal sealed class ClearsYoungerMarks(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        foreach (Route route in routes)
        {
            int last = (await inner.Queries.GetHistoryAsync(route.Id, cancellationToken)).Count;
            await base.MarkRoutedCoreAsync([route with { Sequence = last }], cancellationToken);
        }
    }
}
