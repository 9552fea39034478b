using Pynenc.Backend;
using Pynenc.Running;

namespace Pynenc;

public sealed partial class ThreadRunner
{
    /// <summary>How much work is claimed ahead: what the slots can start within this time, by the bodies seen so far.</summary>
    private static readonly TimeSpan PrefetchHorizon = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long one take may wait for work. Backends wake it when work comes, and look again by themselves as often as they find safe; a
    /// shorter one would make them look twice as often, at its end and at the next one's beginning.
    /// </summary>
    private static readonly TimeSpan LongestTake = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between fetches that fail.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>What has ended and is not stored yet may pile up to this; then the store sets the pace.</summary>
    private const int MaxUnwritten = 2048;

    private readonly Lock _bufferGate = new();
    private readonly Queue<Execution> _buffer = new();
    private readonly PulseSignal _slotFreed = new();
    private readonly PulseSignal _released = new();
    private readonly BodyTimes _bodyTimes = new();
    private int _ending;
    private long _bufferedSince;

    private async Task FetchLoopAsync()
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(100);
        while (!_stopFetching.IsCancellationRequested)
        {
            try
            {
                Task freed = _slotFreed.Next;
                int wanted = Wanted();
                if (wanted == 0)
                {
                    await freed.WaitAsync(_stopFetching.Token).ConfigureAwait(false);
                    continue;
                }

                RunnerInfo self = Self;
                TakeOutcome taken = await TakeAsync(self.Id, wanted).ConfigureAwait(false);
                if (taken.IsRunnerLost)
                {
                    await OnRunnerLostAsync(self).ConfigureAwait(false);
                }

                Accept(taken.Claimed);
                pause = TimeSpan.FromMilliseconds(100);
            }
            catch (OperationCanceledException) when (_stopFetching.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _logger.FetchFailed(pause.TotalMilliseconds, error);
                await PauseAsync(pause, _stopFetching.Token).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Takes from the queues in the order drawn, without waiting; when none has work, waits for all of them together.</summary>
    private async ValueTask<TakeOutcome> TakeAsync(RunnerId runner, int wanted)
    {
        var claimed = new List<ClaimedInvocation>();
        foreach (QueueName queue in _turns?.Draw() ?? [])
        {
            try
            {
                TakeOutcome taken = await App.Orchestrator
                    .TakeAsync(new TakeRequest(runner, [queue], wanted - claimed.Count, TimeSpan.Zero), _stopFetching.Token).ConfigureAwait(false);
                claimed.AddRange(taken.Claimed);
                if (taken.IsRunnerLost && claimed.Count == 0)
                {
                    return taken;
                }
            }
            catch (Exception) when (claimed.Count > 0)
            {
                // What is claimed already is run; the next fetch meets the same trouble, or the stop, and nothing else to lose.
                break;
            }

            if (claimed.Count == wanted)
            {
                break;
            }
        }

        return claimed.Count > 0
            ? new TakeOutcome(IsRunnerLost: false, claimed)
            : await App.Orchestrator.TakeAsync(new TakeRequest(runner, _queues, wanted, LongestTake), _stopFetching.Token).ConfigureAwait(false);
    }

    private int Wanted()
    {
        if (Volatile.Read(ref _ending) >= MaxUnwritten)
        {
            return 0;
        }

        int ahead = (int)Math.Min(_options.MaxPrefetch, _options.Slots * (PrefetchHorizon.Ticks / _bodyTimes.Average));
        int buffered;
        lock (_bufferGate)
        {
            buffered = _buffer.Count;
        }

        // Refill in large steps: a claim of one costs as much as a claim of many.
        return buffered > ahead / 2 ? 0 : Math.Max(0, _slots.Free + ahead - buffered);
    }

    private void Accept(IReadOnlyList<ClaimedInvocation> claimed)
    {
        if (claimed.Count == 0)
        {
            return;
        }

        lock (_bufferGate)
        {
            foreach (ClaimedInvocation invocation in claimed)
            {
                var execution = new Execution(this, _writer, _slots, invocation);
                _held.Add(execution);
                _buffer.Enqueue(execution);
            }

            _bufferedSince = App.Time.GetTimestamp();
        }

        StartWork();
    }

    /// <summary>Nothing once the runner drains: the last take may bring back what a body that stopped for the drain has just given back.</summary>
    private Execution? NextToRun() => _stopFetching.IsCancellationRequested ? null : NextBuffered();

    private Execution? NextBuffered()
    {
        lock (_bufferGate)
        {
            _buffer.TryDequeue(out Execution? next);
            return next;
        }
    }

    /// <summary>Gives back what waits for a slot, so that another runner can run it.</summary>
    private void GiveBackBuffered(string reason)
    {
        while (NextBuffered() is { } execution)
        {
            execution.TryGiveBack(reason);
        }
    }

    /// <summary>Gives back what was claimed ahead and then found every slot taken by long bodies.</summary>
    private void GiveBackStuck()
    {
        lock (_bufferGate)
        {
            if (_buffer.Count == 0 || App.Time.GetElapsedTime(_bufferedSince) < TimeSpan.FromSeconds(1))
            {
                return;
            }
        }

        _bodyTimes.Forget();
        GiveBackBuffered("Its runner is busy with longer work.");
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, App.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
