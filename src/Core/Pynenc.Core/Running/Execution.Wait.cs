using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Running;

/// <summary>Waiting: the pause is stored before the slot is freed, and the slot is back before the body goes on.</summary>
internal sealed partial class Execution
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>One wait changes the status at a time; created by the first wait, which most bodies never do.</summary>
    private SemaphoreSlim? _waitGate;

    // The fields below are protected by the gate above.
    private int _waits;
    private bool _isClosed;

    /// <summary>The wait whose invocations the store knows, when it was the only one.</summary>
    private object? _namedBy;

    public async Task<bool> PauseAsync(
        object source, Func<IReadOnlyList<InvocationId>> waited, Func<CancellationToken, Task> settled, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, cancellationToken);
        if (!await EnterWaitAsync(source, waited, either.Token).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await settled(either.Token).ConfigureAwait(false);
            return true;
        }
        finally
        {
            await LeaveWaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The body has ended: waits it left open do not count any more, and it holds a slot again.</summary>
    public async ValueTask CloseWaitsAsync()
    {
        SemaphoreSlim? gate = Volatile.Read(ref _waitGate);
        if (gate is null)
        {
            return;
        }

        await gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isClosed = true;
            if (_waits > 0)
            {
                _waits = 0;
                await ResumeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <returns>False when something waited for is settled already.</returns>
    private async ValueTask<bool> EnterWaitAsync(
        object source, Func<IReadOnlyList<InvocationId>> waited, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = WaitGate();
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isClosed)
            {
                throw new OperationCanceledException($"The body of invocation {Id} has ended.");
            }

            await FlushAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            bool isNamed = _waits == 0 && ReferenceEquals(_namedBy, source);
            var request = new WaitRequest(
                Id, Claimed.Fence, isNamed ? [] : waited(), KeepEarlier: isNamed || _waits > 0, _runner.Now);
            WaitOutcome outcome = await StoreWaitAsync(request).ConfigureAwait(false);
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
                    _runner.App.Orchestrator.Promote(request.Waited);
                    _namedBy = _waits == 0 ? source : null;
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
    private async ValueTask<WaitOutcome> StoreWaitAsync(WaitRequest request)
    {
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
            if (!_isClosed && --_waits == 0)
            {
                await ResumeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask ResumeAsync()
    {
        await _slots.TakeForResumeAsync().ConfigureAwait(false);
        FailPoint.Hit(FailPoints.WaitResumed);
        Append(new StatusStep(InvocationStatus.Resumed, _runner.Now));
    }

    private SemaphoreSlim WaitGate()
    {
        lock (_gate)
        {
            return _waitGate ??= new SemaphoreSlim(1, 1);
        }
    }
}
