using Pynenc.Backend;
using Pynenc.Running;

namespace Pynenc;

public sealed partial class ThreadRunner
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly HashSet<HeldInvocation> _unlisted = [];
    private int _renewNow;

    /// <summary>Renews the lease. Wakes at least once a second, asks the store only when it is time; nothing else may delay it.</summary>
    /// <remarks>The only timer of a runner, because every wake of a process that idles costs more than what is done in it.</remarks>
    private async Task HeartbeatLoopAsync()
    {
        long renewedAt = App.Time.GetTimestamp();
        TimeSpan tick = App.Options.HeartbeatInterval < LongestTick ? App.Options.HeartbeatInterval : LongestTick;
        using var timer = new PeriodicTimer(tick, App.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopHeartbeat.Token).ConfigureAwait(false))
            {
                GiveBackStuck();
                SweepWhenDue();
                if (App.Time.GetElapsedTime(renewedAt) >= App.Options.HeartbeatInterval && await TryRenewAsync(isRegular: true).ConfigureAwait(false))
                {
                    renewedAt = App.Time.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <param name="isRegular">
    /// False for one out of turn, which comes too soon after another to tell a lost answer from one that is on its way.
    /// </param>
    private async Task<bool> TryRenewAsync(bool isRegular)
    {
        try
        {
            RunnerInfo self = Self;
            var held = _held.ToArray().Select(e => new HeldInvocation(e.Id, e.Claimed.Fence.Epoch)).ToList();
            RenewOutcome outcome = await App.State.Runners
                .RenewAsync(new RenewRequest(self.Id, App.Options.Lease, held), CancellationToken.None).ConfigureAwait(false);
            if (outcome.IsLost)
            {
                await OnRunnerLostAsync(self).ConfigureAwait(false);
                return true;
            }

            foreach (InvocationId id in outcome.NoLongerHeld)
            {
                if (_held.TryGet(id, out Execution? execution) && !execution.IsEnding)
                {
                    OnClaimLost(execution);
                }
            }

            if (isRegular)
            {
                await GiveBackUnlistedAsync(outcome.NotListed).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception error)
        {
            _logger.HeartbeatFailed(error);
            return false;
        }
    }

    /// <summary>
    /// Gives back claims of which this runner knows nothing at two heartbeats in a row: the answer to the claim never came.
    /// At one heartbeat it may just be on its way.
    /// </summary>
    private async ValueTask GiveBackUnlistedAsync(IReadOnlyList<HeldInvocation> notListed)
    {
        List<HeldInvocation> missing = [.. notListed.Where(h => !_held.TryGet(h.Id, out _))];
        var requests = new List<TransitionRequest>();
        foreach (HeldInvocation claim in missing.Where(_unlisted.Contains))
        {
            _logger.ReturnedUnlisted(claim.Id);
            requests.Add(GiveBack(claim, InvocationStatus.Rerouted));
        }

        _unlisted.Clear();
        _unlisted.UnionWith(missing);
        IReadOnlyList<TransitionOutcome> outcomes =
            await App.Orchestrator.TransitionAsync(requests, CancellationToken.None).ConfigureAwait(false);

        // What the store has as begun is stopped first: a write in its middle got no answer, or the end of its body was refused.
        TransitionRequest[] begun =
        [
            .. requests.Where((_, i) => outcomes[i].Result == TransitionResult.Illegal)
                .Select(r => GiveBack(new HeldInvocation(r.Id, r.Fence!.Value.Epoch), InvocationStatus.Killed, InvocationStatus.Rerouted)),
        ];
        await App.Orchestrator.TransitionAsync(begun, CancellationToken.None).ConfigureAwait(false);
    }

    private TransitionRequest GiveBack(HeldInvocation claim, params InvocationStatus[] path) => new()
    {
        Id = claim.Id,
        Fence = new Fence(Self.Id, claim.Epoch),
        By = Self.Id,
        Path = [.. path.Select(status => new StatusStep(status, Now, "Its runner holds it and knows nothing of it: an answer of the store never arrived."))],
    };

    /// <summary>The lease had ended: others have, or will have, all that was held. Goes on under a new id.</summary>
    private async ValueTask OnRunnerLostAsync(RunnerInfo lost)
    {
        await _starting.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (Self != lost)
            {
                return;
            }

            // Registered before it is shown: whoever takes work under the new id must not find it unknown.
            RunnerInfo next = NewLife();
            await App.State.Runners.RegisterAsync(next, App.Options.Lease, CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _self, next);
            List<Execution> executions = [.. _held.ToArray().Where(e => e.Claimed.Fence.Owner == lost.Id)];
            _logger.RunnerLost(lost.Id, executions.Count, next.Id);
            foreach (Execution execution in executions)
            {
                OnClaimLost(execution);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Somebody else settled an invocation; if it is running here, the next heartbeat comes at once and tells its body.</summary>
    private void OnSettledElsewhere(InvocationId id)
    {
        if (_held.TryGet(id, out Execution? execution) && !execution.IsEnding && Interlocked.Exchange(ref _renewNow, 1) == 0)
        {
            _ = RenewNowAsync();
        }

        async Task RenewNowAsync()
        {
            await Task.Yield();
            Volatile.Write(ref _renewNow, 0);
            await TryRenewAsync(isRegular: false).ConfigureAwait(false);
        }
    }
}
