using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Orchestration;

namespace Pynenc.Running;

/// <summary>Stores what executions have done, many at a time: whatever gathers while one batch is written is the next batch.</summary>
/// <remarks>
/// Batches form by load alone, without a timer: an idle runner writes at once, a busy one in hundreds, and a body that starts
/// and ends meanwhile costs one step. A store that fails is asked again until it answers or the claims are lost; repeating
/// is safe, because an applied request is recognised by its fence.
/// </remarks>
internal sealed class TransitionWriter(Orchestrator orchestrator, TimeProvider time, ILogger logger, Action<Execution, TransitionOutcome> onWritten)
    : IThreadPoolWorkItem
{
    private const int MaxBatch = 512;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<Execution> _queue = new();
    private readonly CancellationTokenSource _abandon = new();

    // The batch that is gathered or written. One drain runs at a time, so they are its own.
    private readonly List<Execution> _executions = [];
    private readonly List<TransitionRequest> _requests = [];
    private int _isRunning;

    /// <summary>Queues an execution that has something to be stored.</summary>
    public void Post(Execution execution)
    {
        _queue.Enqueue(execution);
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Stops trying to reach a store that does not answer.</summary>
    public void Abandon() => _abandon.Cancel();

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        while (true)
        {
            while (_requests.Count < MaxBatch && _queue.TryDequeue(out Execution? execution))
            {
                if (execution.TakeRequest() is { } request)
                {
                    _executions.Add(execution);
                    _requests.Add(request);
                }
            }

            if (_requests.Count == 0)
            {
                Volatile.Write(ref _isRunning, 0);
                if (_queue.IsEmpty || Interlocked.Exchange(ref _isRunning, 1) != 0)
                {
                    return;
                }

                continue;
            }

            await WriteAsync().ConfigureAwait(false);
            _executions.Clear();
            _requests.Clear();
        }
    }

    private async ValueTask WriteAsync()
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                IReadOnlyList<TransitionOutcome> outcomes =
                    await orchestrator.TransitionAsync(_requests, CancellationToken.None).ConfigureAwait(false);
                for (int i = 0; i < outcomes.Count; i++)
                {
                    onWritten(_executions[i], outcomes[i]);
                    _executions[i].OnWritten();
                }

                return;
            }
            catch (Exception error)
            {
                logger.WriteFailed(_requests.Count, pause.TotalMilliseconds, error);
            }

            DropLost();
            if (_requests.Count == 0)
            {
                return;
            }

            try
            {
                await Task.Delay(pause, time, _abandon.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                foreach (Execution execution in _executions)
                {
                    execution.Lose();
                }
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void DropLost()
    {
        for (int i = _executions.Count - 1; i >= 0; i--)
        {
            if (_executions[i].IsLost)
            {
                _executions.RemoveAt(i);
                _requests.RemoveAt(i);
            }
        }
    }
}
