using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another state backend does, with some of its ports exchanged.</summary>
internal sealed class DelegatingState(BaseStateBackend inner, Action<string>? called = null) : BaseStateBackend(inner.App)
{
    public StateCapabilities? Declares { get; init; }

    public override StateCapabilities Capabilities => Declares ?? inner.Capabilities;

    public override InvocationStore Invocations => NewInvocations ?? inner.Invocations;

    public override RunnerStore Runners => NewRunners ?? inner.Runners;

    public override SweepStore Sweeps => NewSweeps ?? inner.Sweeps;

    public override InvocationQueries Queries => NewQueries ?? inner.Queries;

    public override ClientDataStore? ClientData => NewClientData ?? inner.ClientData;

    public override SettledSignal Settled => NewSettled ?? inner.Settled;

    public InvocationStore? NewInvocations { get; init; }

    public RunnerStore? NewRunners { get; init; }

    public SweepStore? NewSweeps { get; init; }

    public InvocationQueries? NewQueries { get; init; }

    public ClientDataStore? NewClientData { get; init; }

    public SettledSignal? NewSettled { get; init; }

    public Func<ColocatedQueue, ColocatedQueue>? Colocated { get; init; }

    public override ColocatedQueue? ColocateWith(BaseBroker broker)
    {
        called?.Invoke(nameof(ColocateWith));
        return inner.ColocateWith(broker is DelegatingBroker over ? over.Inner : broker) is { } queue ? Colocated?.Invoke(queue) ?? queue : null;
    }

    public override ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(InitializeAsync));
        return inner.InitializeAsync(cancellationToken);
    }

    public override ValueTask PurgeAsync(CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PurgeAsync));
        return inner.PurgeAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        called?.Invoke(nameof(DisposeAsync));
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
