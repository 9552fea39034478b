namespace Pynenc.Running;

/// <summary>Limits: a body that takes too long is told to stop, and one that does not stop loses its slot.</summary>
internal sealed partial class Execution
{
    // Protected by the gate of the other half.
    private bool _hasReturned;
    private bool _isAbandoned;
    private Func<Exception?, TimeoutException>? _timedOut;

    public Func<Exception?, TimeoutException>? TimedOut
    {
        get
        {
            lock (_gate)
            {
                return _timedOut;
            }
        }
    }

    /// <summary>True when the body has returned.</summary>
    public bool HasReturned
    {
        get
        {
            lock (_gate)
            {
                return _hasReturned;
            }
        }
    }

    public IDisposable? Limit(TaskOptions options)
    {
        if (Limits.Of(options, Claimed, _runner.App.Time) is not var (time, error))
        {
            return null;
        }

        return _runner.App.Time.CreateTimer(_ => TimeOut(options, error), null, time, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The body has returned.</summary>
    /// <returns>False when its slot was given to others meanwhile.</returns>
    public bool TryReturn()
    {
        lock (_gate)
        {
            _hasReturned = true;
            return !_isAbandoned;
        }
    }

    /// <summary>Stops to wait for the body's return.</summary>
    /// <returns>True when the caller now has the slot that the body held; false when it has returned, or waits and holds none.</returns>
    public bool TryAbandon()
    {
        lock (_gate)
        {
            return !_hasReturned && !_isAbandoned && Volatile.Read(ref _waits) == 0 && (_isAbandoned = true);
        }
    }

    private void TimeOut(TaskOptions options, Func<Exception?, TimeoutException> error)
    {
        lock (_gate)
        {
            if (IsEnding)
            {
                return;
            }

            _timedOut = error;
        }

        Cancel();
        _ = _runner.StopAsync(this, () => Failure.Of(options, Claimed, error(null)));
    }
}
