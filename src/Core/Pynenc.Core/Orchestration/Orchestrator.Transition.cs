using Pynenc.Backend;

namespace Pynenc.Orchestration;

internal sealed partial class Orchestrator
{
    /// <summary>Applies transitions, routes what became available, and wakes who waits for what settled.</summary>
    public async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        TransitionFailPoints.Before(requests);
        IReadOnlyList<TransitionOutcome> outcomes =
            await _state.Invocations.TransitionAsync(requests, cancellationToken).ConfigureAwait(false);
        TransitionFailPoints.Stored(requests);

        List<Route>? routes = null;
        for (int i = 0; i < outcomes.Count; i++)
        {
            TransitionOutcome outcome = outcomes[i];
            TransitionRequest request = requests[i];
            if (!outcome.IsApplied)
            {
                continue;
            }

            if (outcome.ToRoute is { } route)
            {
                (routes ??= []).Add(route);
            }

            if (request.Target.IsSettled())
            {
                _settled.Settle(new InvocationOutcome(request.Id, request.Target, request.Payload, request.Path[^1].Reason));
            }
        }

        if (routes is not null)
        {
            await TryRouteAsync(routes).ConfigureAwait(false);
        }

        return outcomes;
    }

    /// <summary>Pauses a running invocation; see <see cref="InvocationStore.WaitAsync"/>.</summary>
    public ValueTask<WaitOutcome> WaitAsync(WaitRequest request, CancellationToken cancellationToken) =>
        _state.Invocations.WaitAsync(request, cancellationToken);

    /// <summary>Cancels an invocation that has not ended.</summary>
    /// <returns>True when it is cancelled now or was before.</returns>
    public async ValueTask<bool> CancelAsync(InvocationId id, string? reason, CancellationToken cancellationToken)
    {
        var request = new TransitionRequest
        {
            Id = id,
            Fence = null,
            Path = [new StatusStep(InvocationStatus.Cancelled, Now, reason)],
            By = InvocationContext.Current?.RunnerId,
        };

        TransitionOutcome outcome = (await TransitionAsync([request], cancellationToken).ConfigureAwait(false))[0];
        if (outcome.Result == TransitionResult.Unknown)
        {
            throw new InvocationNotFoundException(id);
        }

        if (outcome.IsApplied)
        {
            _settled.TellObservers(id);
        }

        return outcome.IsApplied || outcome.Status == InvocationStatus.Cancelled;
    }
}
