using System.Collections.Concurrent;
using Pynenc;
using Pynenc.Backend;

namespace CustomBroker;

/// <summary>The smallest broker: four methods over a queue. Everything else is inherited, and correct.</summary>
public sealed class ListBroker(BackendContext app) : BaseBroker(app)
{
    private readonly ConcurrentQueue<InvocationId> _ids = new();

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken)
    {
        _ids.Enqueue(invocationId);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken) =>
        new(_ids.TryDequeue(out InvocationId id) ? id : null);

    /// <inheritdoc/>
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => new(_ids.Count);

    /// <inheritdoc/>
    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken)
    {
        _ids.Clear();
        return ValueTask.CompletedTask;
    }
}
