using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

/// <summary>Tells the store which ids the broker has taken: whatever gathers while one lot is written is the next lot.</summary>
/// <remarks>
/// Nobody waits for it. An id whose mark stays, because the process died or the store failed, is routed a second time after the grace
/// and claimed once; and a claim clears the mark too.
/// </remarks>
internal sealed class RoutedMarks(BaseStateBackend state, ILogger logger)
{
    private const int MaxLot = 5000;

    /// <summary>Protects the two fields below.</summary>
    private readonly Lock _gate = new();
    private readonly List<Route> _waiting = [];
    private Task _writing = Task.CompletedTask;

    /// <summary>Takes note of ids that are in the queue. Those that were held back for their time are not.</summary>
    public void Add(List<Route> routes)
    {
        if (routes.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _waiting.AddRange(routes);
            if (_writing.IsCompleted)
            {
                _writing = Task.Run(WriteAsync);
            }
        }
    }

    /// <summary>Waits until the store was told of all that is noted so far.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _writing;
        }
    }

    /// <summary>Tells the store now.</summary>
    /// <returns>False when it could not be told; whoever asks it for what is unrouted is given them again.</returns>
    public async ValueTask<bool> TryWriteAsync(IReadOnlyList<Route> routes)
    {
        try
        {
            await state.Invocations.MarkRoutedAsync(routes, CancellationToken.None).ConfigureAwait(false);
            FailPoint.Hit(FailPoints.RouteMarked);
            return true;
        }
        catch (Exception error)
        {
            logger.MarkRoutedFailed(routes.Count, error);
            return false;
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            List<Route> lot;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    // Within the lock, so that who adds next sees that nobody writes.
                    _writing = Task.CompletedTask;
                    return;
                }

                lot = _waiting.GetRange(0, Math.Min(MaxLot, _waiting.Count));
                _waiting.RemoveRange(0, lot.Count);
            }

            await TryWriteAsync(lot).ConfigureAwait(false);
        }
    }
}
