using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

internal sealed partial class Orchestrator
{
    /// <summary>Takes work for a runner: receive, claim, acknowledge, in that order.</summary>
    public ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken) => _colocated is not null
        ? TakeColocatedAsync(_colocated, request, cancellationToken)
        : TakeComposedAsync(request, cancellationToken);

    private async ValueTask<TakeOutcome> TakeColocatedAsync(
        ColocatedQueue queue, TakeRequest request, CancellationToken cancellationToken)
    {
        TakeOutcome taken = await queue.TakeAsync(request, cancellationToken).ConfigureAwait(false);
        if (taken.Claimed.Count > 0)
        {
            FailPoint.Hit(FailPoints.TakeClaimed);
        }

        foreach (InvocationId id in taken.Dropped)
        {
            SettleDropped(id);
        }

        return taken;
    }

    private async ValueTask<TakeOutcome> TakeComposedAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        var receive = new ReceiveRequest(request.Queues, request.MaxCount, _context.Options.Lease, request.MaxWait);
        IReadOnlyList<Delivery> deliveries = await _broker.ReceiveAsync(receive, cancellationToken).ConfigureAwait(false);
        if (deliveries.Count == 0)
        {
            return TakeOutcome.Empty;
        }

        FailPoint.Hit(FailPoints.TakeReceived);
        IReadOnlyList<ClaimOutcome> outcomes;
        try
        {
            var ids = new InvocationId[deliveries.Count];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = deliveries[i].Id;
            }

            outcomes = await _state.Invocations
                .ClaimAsync(new ClaimRequest(request.Runner, ids, Now), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await TryReleaseAsync(deliveries).ConfigureAwait(false);
            throw;
        }

        if (outcomes.Any(o => o.Result == ClaimResult.RunnerLost))
        {
            await TryReleaseAsync(deliveries).ConfigureAwait(false);
            return new TakeOutcome(IsRunnerLost: true, []);
        }

        FailPoint.Hit(FailPoints.TakeClaimed);
        await TryAckAsync(deliveries).ConfigureAwait(false);
        FailPoint.Hit(FailPoints.TakeAcknowledged);
        var claimed = new List<ClaimedInvocation>(outcomes.Count);
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Claimed is { } invocation)
            {
                claimed.Add(invocation);
            }
            else
            {
                PassOver(deliveries[i].Id, outcomes[i]);
            }
        }

        return new TakeOutcome(false, claimed);
    }

    /// <summary>What follows from a claim that gave nothing to run.</summary>
    private void PassOver(InvocationId id, ClaimOutcome outcome)
    {
        _logger.StaleDelivery(id, outcome.Result);
        if (outcome.NotBefore is { } due)
        {
            NoteDue(due);
        }

        if (outcome.Result == ClaimResult.Dropped)
        {
            SettleDropped(id);
        }
    }

    private void SettleDropped(InvocationId id) =>
        _settled.Settle(new InvocationOutcome(id, InvocationStatus.ConcurrencyControlledFinal, Payload: null, Reason: null));

    private async ValueTask TryReleaseAsync(IReadOnlyList<Delivery> deliveries)
    {
        try
        {
            await _broker.ReleaseAsync(deliveries, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _logger.ReleaseFailed(deliveries.Count, error);
        }
    }

    private async ValueTask TryAckAsync(IReadOnlyList<Delivery> deliveries)
    {
        try
        {
            await _broker.AckAsync(deliveries, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _logger.AckFailed(deliveries.Count, error);
        }
    }
}
