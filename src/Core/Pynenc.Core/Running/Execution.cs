using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Running;

/// <summary>One claimed invocation on a <see cref="ThreadRunner"/>: what it has done that is not stored yet, and its waits.</summary>
internal sealed partial class Execution : IExecution
{
    private readonly ThreadRunner _runner;
    private readonly TransitionWriter _writer;
    private readonly SlotPool _slots;

    /// <summary>Protects the fields below.</summary>
    private readonly Lock _gate = new();
    private StepList _steps;
    private ReadOnlyMemory<byte>? _payload;
    private IReadOnlyList<ContentKey>? _contents;
    private DateTimeOffset? _notBefore;
    private bool _isQueued;
    private bool _mustPost;
    private bool _isWriting;
    private TaskCompletionSource? _written;
    private CancellationTokenSource? _cancel;
    private bool _isCancelled;

    public Execution(ThreadRunner runner, TransitionWriter writer, SlotPool slots, ClaimedInvocation claimed)
    {
        _runner = runner;
        _writer = writer;
        _slots = slots;
        Claimed = claimed;
    }

    public ClaimedInvocation Claimed { get; }

    public InvocationId Id => Claimed.Record.Id;

    /// <summary>True from the moment the body has ended: what becomes of it is no longer anybody else's news.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>True when the claim is gone: nothing of it is to be stored any more.</summary>
    public bool IsLost { get; private set; }

    public bool HasPaused { get; private set; }

    /// <summary>True when its body has started.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>True when its body has ended by itself, whatever the end was.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>True when nothing is left to be stored.</summary>
    public bool IsAllWritten
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count == 0;
            }
        }
    }

    public CancellationToken CancellationToken
    {
        get
        {
            lock (_gate)
            {
                if (_cancel is null)
                {
                    _cancel = new CancellationTokenSource();
                    if (_isCancelled)
                    {
                        _cancel.Cancel();
                    }
                }

                return _cancel.Token;
            }
        }
    }

    public ValueTask StartAsync()
    {
        if (IsStarted)
        {
            return ValueTask.CompletedTask;
        }

        FailPoint.Hit(FailPoints.StartBefore);
        IsStarted = true;
        Append(new StatusStep(InvocationStatus.Running, _runner.Now));

        // A body that may have killed its runner before must be seen as running when it does so again, or it would never be
        // counted as poison. The first attempt is not made to wait for that.
        return Claimed.Fence.Epoch > 1 ? new ValueTask(StartStoredAsync()) : ValueTask.CompletedTask;
    }

    /// <summary>Ends the execution with a status to be stored.</summary>
    /// <returns>False when it was given back or lost before: then that counts.</returns>
    public bool TryEnd(BodyEnd end)
    {
        lock (_gate)
        {
            if (IsEnding)
            {
                return false;
            }

            IsEnding = true;
            HasEnded = true;
            _payload = end.Payload;
            _contents = end.Contents;
            DateTimeOffset now = _runner.Now;
            _notBefore = end.Wait > TimeSpan.Zero ? now + end.Wait : null;
            AppendLocked(new StatusStep(end.Status!.Value, now, end.Reason));
        }

        PostIfQueued();
        return true;
    }

    /// <summary>Ends the execution by giving the invocation back for another runner.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool TryGiveBack(string reason)
    {
        lock (_gate)
        {
            if (IsEnding)
            {
                return false;
            }

            IsEnding = true;
            if (IsStarted)
            {
                AppendLocked(new StatusStep(InvocationStatus.Killed, _runner.Now, reason));
            }

            AppendLocked(new StatusStep(InvocationStatus.Rerouted, _runner.Now, reason));
        }

        PostIfQueued();
        return true;
    }

    /// <summary>Tells the body to stop.</summary>
    public void Cancel()
    {
        CancellationTokenSource? cancel;
        lock (_gate)
        {
            _isCancelled = true;
            cancel = _cancel;
        }

        // The body's own callbacks run here; they must not run under the lock, nor on the caller's thread.
        _ = cancel?.CancelAsync();
    }

    /// <summary>The claim is gone: stores nothing more, and tells the body to stop.</summary>
    public void Lose()
    {
        TaskCompletionSource? written;
        lock (_gate)
        {
            IsLost = true;
            IsEnding = true;
            _steps.Clear();
            written = _written;
            _written = null;
        }

        written?.TrySetResult();
        Cancel();
    }

    /// <summary>Completes when everything appended so far is stored, or the claim is lost.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (_steps.Count == 0 && !_isWriting)
            {
                return Task.CompletedTask;
            }

            _written ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _written.Task;
        }
    }

    /// <summary>What is to be stored now, or <see langword="null"/> when nothing is. Called by the writer only.</summary>
    public TransitionRequest? TakeRequest()
    {
        lock (_gate)
        {
            _isQueued = false;
            if (_steps.Count == 0)
            {
                return null;
            }

            var request = new TransitionRequest
            {
                Id = Id,
                Fence = Claimed.Fence,
                Path = _steps.ToArray(),
                By = Claimed.Fence.Owner,
                Payload = _payload,
                Contents = _contents ?? [],
                NotBefore = _notBefore,
            };
            _steps.Clear();
            _isWriting = true;
            return request;
        }
    }

    /// <summary>A request was stored. Called by the writer only.</summary>
    public void OnWritten()
    {
        TaskCompletionSource? written = null;
        lock (_gate)
        {
            _isWriting = false;
            if (_steps.Count == 0)
            {
                written = _written;
                _written = null;
            }
        }

        written?.TrySetResult();
    }

    private async Task StartStoredAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        FailPoint.Hit(FailPoints.StartStored);
        if (IsLost)
        {
            throw new OperationCanceledException($"Invocation {Id} was taken over before its body began.");
        }
    }

    private void Append(StatusStep step)
    {
        lock (_gate)
        {
            // After the end nothing may follow: a wait that leaves late has nothing left to resume.
            if (IsEnding)
            {
                return;
            }

            AppendLocked(step);
        }

        PostIfQueued();
    }

    private void AppendLocked(StatusStep step)
    {
        _steps.Add(step);
        _mustPost |= !_isQueued;
        _isQueued = true;
    }

    private void PostIfQueued()
    {
        lock (_gate)
        {
            if (!_mustPost)
            {
                return;
            }

            _mustPost = false;
        }

        _writer.Post(this);
    }
}
