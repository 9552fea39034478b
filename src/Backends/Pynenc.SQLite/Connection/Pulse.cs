namespace Pynenc.SQLite;

/// <summary>A signal many may wait for: take <see cref="Next"/> first, then look, then wait for it; no pulse is missed.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _next;

    /// <summary>Completes at the next pulse.</summary>
    public Task Next
    {
        get
        {
            TaskCompletionSource? next = Volatile.Read(ref _next);
            if (next is not null)
            {
                return next.Task;
            }

            var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, created, null) ?? created).Task;
        }
    }

    /// <summary>Wakes all who wait. Costs next to nothing when nobody does.</summary>
    public void Send()
    {
        if (Volatile.Read(ref _next) is not null)
        {
            Interlocked.Exchange(ref _next, null)?.TrySetResult();
        }
    }
}
