namespace Pynenc.Running;

/// <summary>Counts the bodies that may run at once. Those that resume after a wait come before new ones.</summary>
internal sealed class SlotPool(int slots, Action onFree)
{
    /// <summary>Protects the two fields below.</summary>
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _resuming = new();
    private int _free = slots;

    public int Free
    {
        get
        {
            lock (_gate)
            {
                return _free;
            }
        }
    }

    /// <summary>Takes a slot for new work, if one is free.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (_free == 0)
            {
                return false;
            }

            _free--;
            return true;
        }
    }

    /// <summary>True when a body waits for a slot to resume in; whoever holds one then gives it back rather than start new work.</summary>
    public bool IsWantedForResume
    {
        get
        {
            lock (_gate)
            {
                return _resuming.Count > 0;
            }
        }
    }

    /// <summary>Waits for a slot to resume in, before any new work.</summary>
    public Task TakeForResumeAsync()
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _resuming.Enqueue(taken);
            return taken.Task;
        }
    }

    /// <summary>Gives a slot back: to a body that wants to resume, or to new work.</summary>
    public void Release()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            if (!_resuming.TryDequeue(out next))
            {
                _free++;
            }
        }

        if (next is null)
        {
            onFree();
        }
        else
        {
            next.SetResult();
        }
    }
}
