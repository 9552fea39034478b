using Pynenc.Backend;

namespace Pynenc.RabbitMQ;

/// <summary>A receive that waits. The intake's lock protects it.</summary>
internal sealed class Waiter(ReceiveRequest request)
{
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReceiveRequest Request => request;

    /// <summary>True when it was told to look and has not looked yet.</summary>
    public bool IsSignalled => _signal.Task.IsCompleted;

    /// <summary>Completes when there is something to look at.</summary>
    public Task Signalled => _signal.Task;

    public void Signal() => _signal.TrySetResult();

    /// <summary>Waits anew; before it looks, so that nothing is missed.</summary>
    public void Rearm()
    {
        if (_signal.Task.IsCompleted)
        {
            _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
