using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Between two pages one is left out.</summary>
internal sealed class PagesSkip(BaseStateBackend inner) : DelegatingQueries(inner.Queries)
{
    protected override ValueTask<InvocationPage> PageCoreAsync(InvocationFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        base.PageCoreAsync(filter, after == 0 ? 0 : after + 1, limit, cancellationToken);
}
