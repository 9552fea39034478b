using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another store does; a fault overrides the one member it breaks.</summary>
internal class DelegatingRunners(RunnerStore inner, Action<string>? called = null) : RunnerStore
{
    public RunnerStore Inner => inner;

    protected override ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(RegisterCoreAsync));
        return inner.RegisterAsync(runner, lease, cancellationToken);
    }

    protected override ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(RenewCoreAsync));
        return inner.RenewAsync(request, cancellationToken);
    }

    protected override ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(UnregisterCoreAsync));
        return inner.UnregisterAsync(runner, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(ExpireCoreAsync));
        return inner.ExpireAsync(cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(ListCoreAsync));
        return inner.ListAsync(cancellationToken);
    }
}
