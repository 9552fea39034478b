using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Running;

/// <summary>Waiting: the pause is stored before the slot is freed, and the slot is back before the body goes on.</summary>
internal sealed partial class Execution
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <returns>False when something waited for is settled already.</returns>
    private async ValueTask<bool> EnterWaitAsync(IReadOnlyList<InvocationId> waited, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = WaitGate();
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FlushAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            WaitOutcome outcome = await StoreWaitAsync(waited).ConfigureAwait(false);
            switch (outcome.Result)
            {
                case WaitResult.Cycle:
                    throw new WaitCycleException(Id, outcome.Cycle);
                case WaitResult.FenceLost:
                    _runner.OnClaimLost(this);
                    throw new OperationCanceledException($"Invocation {Id} is no longer held by this runner.");
                case WaitResult.AlreadySettled:
                    await _runner.App.Settled.CheckAsync(outcome.Settled, cancellationToken).ConfigureAwait(false);
                    return false;
                default:
                    HasPaused = true;
                    if (_waits++ == 0)
                    {
                        _slots.Release();
                    }

                    return true;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Asks the store until it answers: a wait that was stored without an answer would leave the invocation paused for ever.</summary>
    /// <remarks>For the same reason it is not cancelled by the waiter, only by the loss of the claim or the end of the invocation.</remarks>
    private async ValueTask<WaitOutcome> StoreWaitAsync(IReadOnlyList<InvocationId> waited)
    {
        var request = new WaitRequest(Id, Claimed.Fence, waited, _runner.Now);
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                FailPoint.Hit(FailPoints.WaitBefore);
                WaitOutcome outcome = await _runner.App.Orchestrator.WaitAsync(request, CancellationToken.None).ConfigureAwait(false);
                FailPoint.Hit(FailPoints.WaitPaused);
                if (pause > FirstPause && outcome.Result is (WaitResult.AlreadySettled or WaitResult.Cycle))
                {
                    await ResumeIfPausedAsync().ConfigureAwait(false);
                }

                return outcome;
            }
            catch (Exception error)
            {
                _runner.App.Logger.WaitFailed(Id, pause.TotalMilliseconds, error);
            }

            await Task.Delay(pause, _runner.App.Time, CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the pause that an earlier attempt has stored without an answer; the later one found nothing to wait for.</summary>
    private async ValueTask ResumeIfPausedAsync()
    {
        InvocationState? state = await _runner.App.State.Queries.GetAsync(Id, CancellationToken.None).ConfigureAwait(false);
        if (_waits == 0 && state?.Status == InvocationStatus.Paused)
        {
            Append(new StatusStep(InvocationStatus.Resumed, _runner.Now));
        }
    }

    private async ValueTask LeaveWaitAsync()
    {
        // A body with several waits at once holds no slot until the last of them ends: nobody can tell whether the part that
        // goes on works or waits for the others, and a slot held by a waiter could stop for ever what it waits for.
        SemaphoreSlim gate = WaitGate();
        await gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (--_waits == 0)
            {
                await _slots.TakeForResumeAsync().ConfigureAwait(false);
                Append(new StatusStep(InvocationStatus.Resumed, _runner.Now));
                FailPoint.Hit(FailPoints.WaitResumed);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private SemaphoreSlim WaitGate()
    {
        lock (_gate)
        {
            return _waitGate ??= new SemaphoreSlim(1, 1);
        }
    }
}
