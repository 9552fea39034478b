using Pynenc.Backend;

namespace Pynenc.Orchestration;

internal sealed partial class Orchestrator
{
    private const int MostPromoted = 1000;

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

            if (outcome.Handed is { } handed)
            {
                (routes ??= []).AddRange(handed);
            }

            if (request.Target.IsSettled())
            {
                _settled.Settle(new InvocationOutcome(request.Id, request.Target, request.Payload, request.Path[^1].Reason));
            }
        }

        if (routes is not null)
        {
            await RouteAsync(routes).ConfigureAwait(false);
        }

        return outcomes;
    }

    /// <summary>Pauses a running invocation; see <see cref="InvocationStore.WaitAsync"/>.</summary>
    public ValueTask<WaitOutcome> WaitAsync(WaitRequest request, CancellationToken cancellationToken) =>
        _state.Invocations.WaitAsync(request, cancellationToken);

    /// <summary>Has queued invocations come before their equals, because a body waits for them. A hint: nobody waits for it, and it may fail.</summary>
    /// <remarks>Not for many at once: moving a whole queue ahead of itself would cost much and change nothing.</remarks>
    public void Promote(IReadOnlyList<InvocationId> ids)
    {
        if (ids.Count is > 0 and <= MostPromoted && _broker.Capabilities.Promotion)
        {
            _ = PromoteAsync(ids);
        }
    }

    /// <summary>Cancels an invocation that has not ended.</summary>
    /// <returns>True when it is cancelled now or was before.</returns>
    public async ValueTask<bool> CancelAsync(InvocationId id, string? reason, CancellationToken cancellationToken)
    {
        TransitionOutcome outcome = (await TransitionAsync([Cancellation(id, reason)], cancellationToken).ConfigureAwait(false))[0];
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

    /// <summary>Cancels all of them that have not ended; unknown ones are left out.</summary>
    /// <returns>How many are cancelled, now or before.</returns>
    public async ValueTask<int> CancelAsync(IReadOnlyList<InvocationId> ids, string? reason, CancellationToken cancellationToken)
    {
        int cancelled = 0;
        foreach (InvocationId[] some in ids.Chunk(SweepBatch))
        {
            IReadOnlyList<TransitionOutcome> outcomes =
                await TransitionAsync([.. some.Select(id => Cancellation(id, reason))], cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                if (outcomes[i].IsApplied)
                {
                    _settled.TellObservers(some[i]);
                }

                cancelled += outcomes[i].IsApplied || outcomes[i].Status == InvocationStatus.Cancelled ? 1 : 0;
            }
        }

        return cancelled;
    }

    private async Task PromoteAsync(IReadOnlyList<InvocationId> ids)
    {
        try
        {
            await _broker.PromoteAsync(ids, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _logger.PromoteFailed(ids.Count, error);
        }
    }

    private TransitionRequest Cancellation(InvocationId id, string? reason) => new()
    {
        Id = id,
        Fence = null,
        Path = [new StatusStep(InvocationStatus.Cancelled, Now, reason)],
        By = InvocationContext.Current?.RunnerId,
    };
}
