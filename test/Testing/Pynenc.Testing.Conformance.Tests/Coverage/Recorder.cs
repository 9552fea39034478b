using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.Testing.Conformance.Tests.Broken;

namespace Pynenc.Testing.Conformance.Tests.Coverage;

/// <summary>Notes which members of the ports were called, as <c>Port.Member</c>.</summary>
internal sealed class Recorder
{
    public ConcurrentDictionary<string, int> Calls { get; } = new();

    public Action<string> Of<TPort>() => member => Calls.AddOrUpdate($"{typeof(TPort).Name}.{member}", 1, (_, n) => n + 1);

    public BaseBroker Over(BaseBroker inner) => new DelegatingBroker(inner, Of<BaseBroker>());

    public BaseStateBackend Over(BaseStateBackend inner) => new DelegatingState(inner, Of<BaseStateBackend>())
    {
        NewInvocations = new DelegatingInvocations(inner.Invocations, Of<InvocationStore>()),
        NewRunners = new DelegatingRunners(inner.Runners, Of<RunnerStore>()),
        NewSweeps = new DelegatingSweeps(inner.Sweeps, Of<SweepStore>()),
        NewQueries = new DelegatingQueries(inner.Queries, Of<InvocationQueries>()),
        NewClientData = inner.ClientData is { } contents ? new DelegatingClientData(contents, Of<ClientDataStore>()) : null,
        NewSettled = inner.Settled == SettledSignal.None ? null : new RecordingSignal(inner.Settled, Of<SettledSignal>()),
        Colocated = queue => new RecordingQueue(queue, Of<ColocatedQueue>()),
    };
}
