using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>An expired runner is returned to the next caller too.</summary>
internal sealed class ExpiresRunnersTwice(BaseStateBackend inner) : DelegatingRunners(inner.Runners)
{
    private IReadOnlyList<RunnerInfo> _last = [];

    protected override async ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RunnerInfo> expired = await base.ExpireCoreAsync(cancellationToken);
        IReadOnlyList<RunnerInfo> again = Interlocked.Exchange(ref _last, expired);
        return [.. expired, .. again];
    }
}
