using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

internal sealed partial class Orchestrator
{
    /// <summary>Stores invocations, then routes them. Once stored they are accepted: a failure to route is repaired, not reported.</summary>
    /// <returns>For each, whether it was stored now, or is there already.</returns>
    public async ValueTask<IReadOnlyList<PublishOutcome>> PublishAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
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
            return outcomes;
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

        await TryRouteAsync(routes).ConfigureAwait(false);
        FailPoint.Hit(FailPoints.PublishMarked);
        return outcomes;
    }

    /// <summary>Routes what is due, or what the broker can hold back; the rest stays marked in the store until its time.</summary>
    /// <remarks>Not cancellable: the invocations are accepted, and stopping half-way would only delay them.</remarks>
    public async ValueTask<bool> TryRouteAsync(List<Route> routes)
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
        }
        catch (Exception error)
        {
            _logger.RouteFailed(routes.Count, error);
            return false;
        }

        try
        {
            FailPoint.Hit(FailPoints.RouteRouted);
            await _state.Invocations.MarkRoutedAsync(routes, CancellationToken.None).ConfigureAwait(false);
            FailPoint.Hit(FailPoints.RouteMarked);
        }
        catch (Exception error)
        {
            // They count as not routed: whoever asks for what is unrouted would be given them again.
            _logger.MarkRoutedFailed(routes.Count, error);
            return false;
        }

        return true;
    }
}
