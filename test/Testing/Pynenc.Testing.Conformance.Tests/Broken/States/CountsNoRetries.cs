using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A retry is not counted.</summary>
internal sealed class CountsNoRetries(BaseStateBackend inner) : DelegatingQueries(inner.Queries)
{
    protected override async ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken) =>
        await base.GetCoreAsync(id, cancellationToken) is { } state ? state with { Retries = 0 } : null;
}
