namespace Pynenc.MongoDB;

/// <summary>Waits for work: until a signal comes, something falls due, a look is due, or the caller's patience ends.</summary>
internal sealed class QueueWait(MongoStore store, TimeSpan patience, params WorkQueue[] queues)
{
    private readonly TimeProvider _time = store.App.Time;
    private readonly long _start = store.App.Time.GetTimestamp();

    /// <summary>Waits, after a look that found nothing.</summary>
    /// <param name="came">Taken from <see cref="MongoStore.Work"/> before that look.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>False when the caller's patience is over.</returns>
    public async ValueTask<bool> AgainAsync(Task came, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan left = patience - _time.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        TimeSpan wait = Shorter(left, store.Settings.SafetyPoll);
        long due = queues.Min(q => q.NextDue);
        if (due != long.MaxValue)
        {
            long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
            wait = Shorter(wait, TimeSpan.FromTicks(Math.Max(0, due - now)));
        }

        if (wait > TimeSpan.Zero)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            // A timer counts whole milliseconds: without the extra one it would fire just before it is due.
            Task delay = Task.Delay(wait + TimeSpan.FromMilliseconds(1), _time, stop.Token);
            await Task.WhenAny(came, delay).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return true;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
