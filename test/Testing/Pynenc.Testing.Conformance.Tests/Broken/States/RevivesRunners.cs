using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A heartbeat brings a removed runner back.</summary>
internal sealed class RevivesRunners(BaseStateBackend inner) : DelegatingRunners(inner.Runners)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<RunnerId, RunnerInfo> _known = new();

    protected override ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken)
    {
        _known[runner.Id] = runner;
        return base.RegisterCoreAsync(runner, lease, cancellationToken);
    }

    protected override async ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        RenewOutcome outcome = await base.RenewCoreAsync(request, cancellationToken);
        if (!outcome.IsLost || !_known.TryGetValue(request.Runner, out RunnerInfo? runner))
        {
            return outcome;
        }

        await base.RegisterCoreAsync(runner, request.Lease, cancellationToken);
        return await base.RenewCoreAsync(request, cancellationToken);
    }
}
