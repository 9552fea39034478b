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
        var executions = new List<Execution>(MaxBatch);
        var requests = new List<TransitionRequest>(MaxBatch);
        while (true)
        {
            while (requests.Count < MaxBatch && _queue.TryDequeue(out Execution? execution))
            {
                if (execution.TakeRequest() is { } request)
                {
                    executions.Add(execution);
                    requests.Add(request);
                }
            }

            if (requests.Count == 0)
            {
                Volatile.Write(ref _isRunning, 0);
                if (_queue.IsEmpty || Interlocked.Exchange(ref _isRunning, 1) != 0)
                {
                    return;
                }

                continue;
            }

            await WriteAsync(executions, requests).ConfigureAwait(false);
            executions.Clear();
            requests.Clear();
        }
    }

    private async ValueTask WriteAsync(List<Execution> executions, List<TransitionRequest> requests)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                IReadOnlyList<TransitionOutcome> outcomes =
                    await orchestrator.TransitionAsync(requests, CancellationToken.None).ConfigureAwait(false);
                for (int i = 0; i < outcomes.Count; i++)
                {
                    onWritten(executions[i], outcomes[i]);
                    executions[i].OnWritten();
                }

                return;
            }
            catch (Exception error)
            {
                logger.WriteFailed(requests.Count, pause.TotalMilliseconds, error);
            }

            DropLost(executions, requests);
            if (requests.Count == 0)
            {
                return;
            }

            try
            {
                await Task.Delay(pause, time, _abandon.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                foreach (Execution execution in executions)
                {
                    execution.Lose();
                }
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static void DropLost(List<Execution> executions, List<TransitionRequest> requests)
    {
        for (int i = executions.Count - 1; i >= 0; i--)
        {
            if (executions[i].IsLost)
            {
                executions.RemoveAt(i);
                requests.RemoveAt(i);
            }
        }
    }
}
