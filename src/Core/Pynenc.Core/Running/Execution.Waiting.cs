using Pynenc.Backend;

namespace Pynenc.Running;

internal sealed partial class Execution
{
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
            WaitOutcome outcome = await _runner.App.Orchestrator.WaitAsync(request, cancellationToken).ConfigureAwait(false);
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
