using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A page begins with the last of the page before.</summary>
internal sealed class PagesOverlap(BaseStateBackend inner) : DelegatingQueries(inner.Queries)
{
    protected override ValueTask<InvocationPage> PageCoreAsync(InvocationFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        base.PageCoreAsync(filter, after == 0 ? 0 : after - 1, limit, cancellationToken);
}
