using Pynenc.Orchestration;
using Pynenc.Running;

namespace Pynenc;

public sealed partial class ThreadRunner
{
    /// <summary>Mends what crashes left behind, as often as the heartbeat, and routes what falls due when it does.</summary>
    private async Task SweepLoopAsync()
    {
        // A runner that has just started may be a newer version: everything parked for its tasks gets one more chance.
        await TryAsync("route parked", token => App.Orchestrator.UnparkAsync(App.Tasks, ParkReason.Any, token)).ConfigureAwait(false);
        await TryAsync("sweep", SweepAsync).ConfigureAwait(false);
        long sweptAt = App.Time.GetTimestamp();
        await EveryTickAsync(async () =>
        {
            if (App.Time.GetElapsedTime(sweptAt) >= App.Options.HeartbeatInterval)
            {
                await TryAsync("sweep", SweepAsync).ConfigureAwait(false);
                sweptAt = App.Time.GetTimestamp();
            }
            else if (App.Orchestrator.IsSomethingDue)
            {
                await TryAsync("route due", App.Orchestrator.RouteUnroutedAsync).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
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
