using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Looks at the first id, and takes it away a moment later: right for one consumer, wrong for two.</summary>
internal sealed class TakesWithoutLock(BackendContext app) : BaseBroker(app)
{
    private readonly Lock _gate = new();
    private readonly List<InvocationId> _ids = [];

    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _ids.Add(invocationId);
        }

        return ValueTask.CompletedTask;
    }

    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        InvocationId id;
        lock (_gate)
        {
            if (_ids.Count == 0)
            {
                return null;
            }

            id = _ids[0];
        }

        // The moment between the look and the grab, long enough that somebody else looks too.
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        lock (_gate)
        {
            _ids.Remove(id);
        }

        return id;
    }

    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_ids.Count);
        }
    }

    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _ids.Clear();
        }

        return ValueTask.CompletedTask;
    }
}
