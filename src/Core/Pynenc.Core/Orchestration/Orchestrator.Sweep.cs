using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

internal sealed partial class Orchestrator
{
    private const int SweepBatch = 500;

    /// <summary>Mends whatever crashes left behind. Leaderless: any runner may sweep at any time, several at once.</summary>
    /// <param name="knownTasks">The tasks the sweeping runner can run; what was parked for not knowing them is routed again.</param>
    /// <param name="by">The sweeping runner, for the history; <see langword="null"/> for a caller outside any runner.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public async ValueTask SweepAsync(IReadOnlyCollection<TaskId> knownTasks, RunnerId? by, CancellationToken cancellationToken)
    {
        await StepAsync("expire runners", ExpireRunnersAsync, cancellationToken).ConfigureAwait(false);
        await StepAsync("recover orphans", token => RecoverOrphansAsync(by, token), cancellationToken).ConfigureAwait(false);
        await StepAsync("route parked", token => UnparkAsync(knownTasks, ParkReason.UnknownTask, token), cancellationToken).ConfigureAwait(false);
        await StepAsync("route stalled", RouteStalledAsync, cancellationToken).ConfigureAwait(false);
        await StepAsync("route due", RouteUnroutedAsync, cancellationToken).ConfigureAwait(false);
        await StepAsync("remove old", RemoveOldAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Routes what is due and was left out of its queue.</summary>
    public async ValueTask RouteUnroutedAsync(CancellationToken cancellationToken)
    {
        if (IsColocated)
        {
            return;
        }

        // What this process routed a moment ago is not to be found unrouted.
        await _marks.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            DateTimeOffset now = Now;
            UnroutedPage page = await _state.Sweeps
                .FindUnroutedAsync(now, now - _context.Options.RouteGrace, SweepBatch, cancellationToken).ConfigureAwait(false);
            lock (_dueGate)
            {
                _nextDue = page.NextDue;
            }

            int late = page.Routes.Count(r => r.NotBefore is null);
            if (late > 0)
            {
                _logger.RoutedAgain(late);
            }

            if (!await RouteAndMarkAsync([.. page.Routes.Select(r => r with { NotBefore = null })]).ConfigureAwait(false) ||
                page.Routes.Count < SweepBatch)
            {
                return;
            }
        }
    }

    private async ValueTask StepAsync(string step, Func<CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.SweepFailed(step, error);
        }
    }

    private async ValueTask ExpireRunnersAsync(CancellationToken cancellationToken)
    {
        foreach (RunnerInfo runner in await _state.Runners.ExpireAsync(cancellationToken).ConfigureAwait(false))
        {
            FailPoint.Hit(FailPoints.RecoverExpired);
            _logger.RunnerExpired(runner.Id, runner.Kind, runner.ProcessId, runner.Host);
        }
    }

    private async ValueTask RecoverOrphansAsync(RunnerId? by, CancellationToken cancellationToken)
    {
        IReadOnlyList<Orphan> orphans;
        do
        {
            orphans = await _state.Sweeps.FindOrphansAsync(SweepBatch, cancellationToken).ConfigureAwait(false);
            if (orphans.Count == 0)
            {
                return;
            }

            FailPoint.Hit(FailPoints.RecoverFound);
            TransitionRequest[] requests = [.. orphans.Select(orphan => Recovery(orphan, by))];
            IReadOnlyList<TransitionOutcome> outcomes = await TransitionAsync(requests, cancellationToken).ConfigureAwait(false);
            FailPoint.Hit(FailPoints.RecoverApplied);
            bool progress = false;
            for (int i = 0; i < outcomes.Count; i++)
            {
                // Not applied means that another sweeper, or the owner itself, was quicker.
                progress |= outcomes[i].IsApplied;
                if (outcomes[i].IsApplied && requests[i].Target == InvocationStatus.Poisoned)
                {
                    _logger.Poisoned(requests[i].Id, orphans[i].Recoveries + 1);
                }
                else if (outcomes[i].IsApplied)
                {
                    _logger.Recovered(requests[i].Id, orphans[i].Status.Text());
                }
            }

            if (!progress)
            {
                return;
            }
        }
        while (orphans.Count == SweepBatch);
    }

    private TransitionRequest Recovery(Orphan orphan, RunnerId? by)
    {
        DateTimeOffset now = Now;
        var rerouted = new StatusStep(InvocationStatus.Rerouted, now);
        return new TransitionRequest
        {
            Id = orphan.Id,
            Fence = orphan.Fence,
            By = by,
            Path = orphan.Status switch
            {
                InvocationStatus.Pending =>
                    [new StatusStep(InvocationStatus.PendingRecovery, now, "Its runner is gone."), rerouted],
                InvocationStatus.Running or InvocationStatus.Paused or InvocationStatus.Resumed
                    when orphan.Recoveries >= _context.Options.MaxRecoveries =>
                    [
                        new StatusStep(InvocationStatus.RunningRecovery, now, "Its runner is gone."),
                        new StatusStep(InvocationStatus.Poisoned, now, $"Its body was cut short by the death of its runner {orphan.Recoveries + 1} times; the limit is {_context.Options.MaxRecoveries} recoveries. Look for what it does to the process, then call it again."),
                    ],
                InvocationStatus.Running or InvocationStatus.Paused or InvocationStatus.Resumed =>
                    [new StatusStep(InvocationStatus.RunningRecovery, now, "Its runner is gone."), rerouted],
                _ => [rerouted],
            },
        };
    }

    /// <summary>Routes parked invocations again, for a runner that may be able to run them.</summary>
    public async ValueTask UnparkAsync(
        IReadOnlyCollection<TaskId> knownTasks, string reasonPrefix, CancellationToken cancellationToken)
    {
        IReadOnlyList<InvocationId> parked =
            await _state.Sweeps.FindParkedAsync(knownTasks, reasonPrefix, SweepBatch, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = Now;
        TransitionRequest[] requests =
        [
            .. parked.Select(id => new TransitionRequest
            {
                Id = id,
                Fence = null,
                Path = [new StatusStep(InvocationStatus.Rerouted, now, "A runner that knows its task tries it again.")],
            }),
        ];

        IReadOnlyList<TransitionOutcome> outcomes = await TransitionAsync(requests, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].IsApplied)
            {
                _logger.Unparked(requests[i].Id);
            }
        }
    }

    /// <summary>Routes again what a broker lost. Only when its queue is empty, so that a long queue is never routed twice.</summary>
    private async ValueTask RouteStalledAsync(CancellationToken cancellationToken)
    {
        if (await _broker.CountInvocationsAsync(cancellationToken).ConfigureAwait(false) > 0)
        {
            return;
        }

        DateTimeOffset since = Now - _context.Options.Lease;
        IReadOnlyList<Route> stalled =
            await _state.Sweeps.FindStalledAsync(since, SweepBatch, cancellationToken).ConfigureAwait(false);
        if (stalled.Count > 0)
        {
            _logger.RoutedAgain(stalled.Count);
            await RouteAndMarkAsync([.. stalled]).ConfigureAwait(false);
        }
    }
}
