using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Waits for work: until a message comes, an entry falls due, a safety poll is due, or the caller's patience ends.</summary>
internal sealed class QueueWait(RedisDatabase database, TimeSpan patience)
{
    private readonly TimeProvider _time = database.App.Time;
    private readonly long _start = database.App.Time.GetTimestamp();

    /// <summary>Queues as the scripts call them: the default one has no name.</summary>
    public static IEnumerable<RedisValue> Names(IReadOnlyList<QueueName> queues) =>
        queues.Distinct().Select(q => q.IsDefault ? RedisValue.EmptyString : (RedisValue)q.Value);

    /// <summary>Waits, after a look that found nothing.</summary>
    /// <param name="came">Taken from <see cref="RedisDatabase.Work"/> before that look.</param>
    /// <param name="shown">The microseconds until something hidden shows; negative for never.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>False when the caller's patience is over.</returns>
    public async ValueTask<bool> AgainAsync(Task came, long shown, CancellationToken cancellationToken)
    {
        TimeSpan left = patience - _time.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        TimeSpan wait = Shorter(left, database.Settings.SafetyPoll);
        if (shown >= 0 && shown < wait.TotalMicroseconds)
        {
            wait = TimeSpan.FromMicroseconds(shown);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // A timer counts whole milliseconds: without the extra one it would fire just before the entry is due.
        Task delay = Task.Delay(wait + TimeSpan.FromMilliseconds(1), _time, stop.Token);
        await Task.WhenAny(came, delay).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
