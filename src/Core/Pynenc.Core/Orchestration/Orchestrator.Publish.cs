using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

internal sealed partial class Orchestrator
{
    /// <summary>Stores invocations, then routes them. Once stored they are accepted: a failure to route is repaired, not reported.</summary>
    /// <returns>For each, whether it was stored now, or is there already.</returns>
    public async ValueTask<IReadOnlyList<PublishOutcome>> PublishAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        (IReadOnlyList<PublishOutcome> outcomes, Task routed) = await BeginPublishAsync(records, Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        await routed.ConfigureAwait(false);
        return outcomes;
    }

    /// <summary>Stores invocations, and routes them in turn after others: so that the next can be stored while these are on their way.</summary>
    /// <param name="records">What to publish.</param>
    /// <param name="earlier">What must be routed before.</param>
    /// <param name="cancellationToken">Stops before they are stored.</param>
    /// <returns>What became of each, and what completes when they are routed, or cannot be now; it never fails.</returns>
    public async ValueTask<(IReadOnlyList<PublishOutcome> Outcomes, Task Routed)> BeginPublishAsync(
        IReadOnlyList<InvocationRecord> records, Task earlier, CancellationToken cancellationToken)
    {
        foreach (InvocationRecord record in records)
        {
            // Refused before anything is stored. A due time is never refused: the store can keep the invocation back itself.
            _broker.EnsureSupported(new Route(record.Id, record.Queue, record.Priority, Lane: record.Lane));
            _state.EnsureSupported(record);
        }

        FailPoint.Hit(FailPoints.PublishBeforeStore);
        IReadOnlyList<PublishOutcome> outcomes =
            await _state.Invocations.PublishAsync(records, cancellationToken).ConfigureAwait(false);
        FailPoint.Hit(FailPoints.PublishStored);
        if (IsColocated)
        {
            FailPoint.Hit(FailPoints.PublishMarked);
            return (outcomes, Task.CompletedTask);
        }

        var routes = new List<Route>(records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            if (outcomes[i].IsPublished)
            {
                InvocationRecord record = records[i];
                routes.Add(new Route(record.Id, record.Queue, record.Priority, record.NotBefore, Sequence: 1, record.Lane));
            }
        }

        return (outcomes, RouteAfterAsync(earlier, routes));
    }

    private async Task RouteAfterAsync(Task earlier, List<Route> routes)
    {
        await earlier.ConfigureAwait(false);
        await RouteAsync(routes).ConfigureAwait(false);
        FailPoint.Hit(FailPoints.PublishMarked);
    }

    /// <summary>Routes; the store is told of it later.</summary>
    private async ValueTask RouteAsync(List<Route> routes)
    {
        if (await TryRouteAsync(routes).ConfigureAwait(false))
        {
            _marks.Add(routes);
        }
    }

    /// <summary>Routes, and tells the store.</summary>
    /// <returns>False when either failed: whoever asks the store for what is unrouted is given them again.</returns>
    private async ValueTask<bool> RouteAndMarkAsync(List<Route> routes) =>
        await TryRouteAsync(routes).ConfigureAwait(false) && (routes.Count == 0 || await _marks.TryWriteAsync(routes).ConfigureAwait(false));

    /// <summary>Routes what is due, or what the broker can hold back; the rest stays marked in the store until its time.</summary>
    /// <remarks>Not cancellable: the invocations are accepted, and stopping half-way would only delay them.</remarks>
    /// <returns>True when the broker has taken what is left in <paramref name="routes"/>; the store is to be told then.</returns>
    private async ValueTask<bool> TryRouteAsync(List<Route> routes)
    {
        if (!_broker.Capabilities.NotBefore)
        {
            DateTimeOffset now = Now;
            foreach (Route held in routes.Where(r => r.NotBefore > now))
            {
                NoteDue(held.NotBefore!.Value);
            }

            routes.RemoveAll(r => r.NotBefore > now);
            for (int i = 0; i < routes.Count; i++)
            {
                routes[i] = routes[i] with { NotBefore = null };
            }
        }

        if (routes.Count == 0)
        {
            return true;
        }

        try
        {
            FailPoint.Hit(FailPoints.RouteBefore);
            await _broker.RouteAsync(routes, CancellationToken.None).ConfigureAwait(false);
            FailPoint.Hit(FailPoints.RouteRouted);
            return true;
        }
        catch (Exception error)
        {
            _logger.RouteFailed(routes.Count, error);
            return false;
        }
    }
}
