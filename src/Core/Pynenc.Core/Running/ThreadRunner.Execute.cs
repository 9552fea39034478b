using Pynenc.Backend;
using Pynenc.Running;

namespace Pynenc;

public sealed partial class ThreadRunner
{
    /// <summary>Starts a worker per free slot while there is work for it.</summary>
    private void StartWork()
    {
        while (!_stopFetching.IsCancellationRequested && _slots.TryTake())
        {
            if (NextToRun() is not { } first)
            {
                _slots.Release();
                return;
            }

            ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Runner.WorkAsync(work.First), (Runner: this, First: first), preferLocal: false);
        }
    }

    /// <summary>Holds one slot and runs what is buffered, one after another, until nothing is left or a waiter wants the slot.</summary>
    private async Task WorkAsync(Execution first)
    {
        Execution? next = first;
        while (next is not null)
        {
            await RunAsync(next).ConfigureAwait(false);
            if (!next.TryReturn())
            {
                return;
            }

            next = _slots.IsWantedForResume ? null : NextToRun();
            if (next is not null)
            {
                PulseWhenLow();
            }
        }

        _slots.Release();
    }

    private async ValueTask RunAsync(Execution execution)
    {
        long start = App.Time.GetTimestamp();
        BodyEnd end = await BodyRunner.RunAsync(App, execution.Claimed, execution, _draining.Token).ConfigureAwait(false);
        _bodyTimes.Note(execution.HasPaused ? TimeSpan.TicksPerSecond : App.Time.GetElapsedTime(start).Ticks);
        await execution.CloseWaitsAsync().ConfigureAwait(false);
        if (end.Status == InvocationStatus.Killed)
        {
            execution.TryGiveBack("The body stopped because its runner drains.");
            return;
        }

        if (end.Status is null)
        {
            // Told to stop: by the end of a drain, which has given it back, or because the claim is gone.
            if (!execution.IsEnding)
            {
                OnClaimLost(execution);
            }

            return;
        }

        End(execution, end);
    }

    private void End(Execution execution, BodyEnd end)
    {
        Interlocked.Increment(ref _ending);
        if (execution.TryEnd(end))
        {
            Tell(execution, end);
        }
        else
        {
            Interlocked.Decrement(ref _ending);
        }
    }

    /// <summary>The body was told to stop. When it has not in the grace, the invocation ends without it, and so does its hold on a slot.</summary>
    /// <param name="execution">The body's execution.</param>
    /// <param name="end">How the invocation ends then; <see langword="null"/> when others decide about it.</param>
    internal async Task StopAsync(Execution execution, Func<BodyEnd>? end)
    {
        await Task.Delay(App.Options.StopGrace, App.Time).ConfigureAwait(false);
        while (!execution.TryAbandon())
        {
            if (execution.HasReturned)
            {
                return;
            }

            // It waits and holds no slot; it may take one again when its wait is over.
            await Task.Delay(LongestTick, App.Time).ConfigureAwait(false);
        }

        _logger.BodyAbandoned(execution.Id, App.Options.StopGrace.TotalSeconds);
        if (end is not null)
        {
            End(execution, end());
        }

        _slots.Release();
    }

    private void Tell(Execution execution, BodyEnd end)
    {
        switch (end.Status)
        {
            case InvocationStatus.Failed:
                _logger.TaskFailed(execution.Id, execution.Claimed.Record.Task, end.Reason!);
                break;
            case InvocationStatus.Retry:
                _logger.TaskRetried(execution.Id, execution.Claimed.Record.Task, end.Reason!);
                break;
            case InvocationStatus.Parked:
                _logger.Parked(execution.Id, end.Reason!);
                break;
            default:
                break;
        }
    }

    /// <summary>A slot came free: there may be work for it, here or in the queue.</summary>
    private void OnSlotFree()
    {
        bool hasWork;
        lock (_bufferGate)
        {
            hasWork = _buffer.Count > 0;
        }

        if (hasWork)
        {
            StartWork();
        }
        else
        {
            _slotFreed.Pulse();
        }
    }

    private void PulseWhenLow()
    {
        bool isLow;
        lock (_bufferGate)
        {
            isLow = _buffer.Count <= _options.Slots;
        }

        if (isLow)
        {
            _slotFreed.Pulse();
        }
    }

    private void OnWritten(Execution execution, TransitionOutcome outcome)
    {
        if (!outcome.IsApplied)
        {
            OnClaimLost(execution);
        }
        else if (execution.IsEnding && execution.IsAllWritten)
        {
            Release(execution);
        }
    }

    /// <summary>The claim is gone. The body is told to stop, and nothing of it is stored.</summary>
    internal void OnClaimLost(Execution execution)
    {
        if (!execution.IsLost)
        {
            _logger.ClaimLost(execution.Id);
            execution.Lose();
            if (execution.IsStarted)
            {
                _ = StopAsync(execution, end: null);
            }
        }

        Release(execution);
    }

    private void Release(Execution execution)
    {
        if (_held.Remove(execution))
        {
            if (execution.HasEnded && Interlocked.Decrement(ref _ending) == MaxUnwritten - 1)
            {
                _slotFreed.Pulse();
            }

            _released.Pulse();
        }
    }
}
