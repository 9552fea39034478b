using Pynenc.Orchestration;
using Pynenc.Running;

namespace Pynenc;

public sealed partial class ThreadRunner
{
    private long _sweptAt;

    /// <summary>Mends what crashes left behind, and gives everything parked for its tasks one more chance: this may be a newer version.</summary>
    private async Task FirstSweepAsync()
    {
        await TryAsync("route parked", token => App.Orchestrator.UnparkAsync(App.Tasks, ParkReason.Any, token)).ConfigureAwait(false);
        await SweepOnceAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Sweeps as often as the heartbeat, and routes what falls due when it does, unless it is still at the last time's. Returns at once,
    /// for the heartbeat must not wait for it.
    /// </summary>
    private void SweepWhenDue()
    {
        if (!_sweeping!.IsCompleted)
        {
            return;
        }

        if (App.Time.GetElapsedTime(_sweptAt) >= App.Options.HeartbeatInterval)
        {
            _sweeping = Task.Run(SweepOnceAsync, CancellationToken.None);
        }
        else if (App.Orchestrator.IsSomethingDue)
        {
            _sweeping = Task.Run(() => TryAsync("route due", App.Orchestrator.RouteUnroutedAsync), CancellationToken.None);
        }
    }

    private async Task SweepOnceAsync()
    {
        await TryAsync("sweep", SweepAsync).ConfigureAwait(false);
        _sweptAt = App.Time.GetTimestamp();
    }

    private ValueTask SweepAsync(CancellationToken cancellationToken) =>
        App.Orchestrator.SweepAsync(App.Tasks, Self.Id, cancellationToken);

    private async Task TryAsync(string step, Func<CancellationToken, ValueTask> work)
    {
        try
        {
            await work(_stopHeartbeat.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopHeartbeat.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            _logger.SweepFailed(step, error);
        }
    }
}
