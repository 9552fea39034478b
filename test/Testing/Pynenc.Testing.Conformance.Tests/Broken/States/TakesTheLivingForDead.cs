using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Work of live runners is found as orphaned.</summary>
internal sealed class TakesTheLivingForDead(BaseStateBackend inner) : DelegatingSweeps(inner.Sweeps)
{
    protected override async ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken) =>
    [
        .. (await inner.Queries.PageAsync(InvocationFilter.All, 0, 1000, cancellationToken)).Items
            .Where(i => i.Fence is not null).Take(limit).Select(i => new Orphan(i.Record.Id, i.Status, i.Fence, i.Recoveries)),
    ];
}
