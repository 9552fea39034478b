using Npgsql;

namespace Pynenc.Postgres;

/// <summary>Waits for work: until a notification comes, an entry falls due, a poll is due, or the caller's patience ends.</summary>
internal sealed class QueueWait(PostgresDatabase database, IReadOnlyList<QueueName> queues, TimeSpan patience)
{
    private static readonly TimeSpan Contended = TimeSpan.FromMilliseconds(2);

    private readonly TimeProvider _time = database.App.Time;
    private readonly long _start = database.App.Time.GetTimestamp();
    private readonly string[] _queues = [.. queues.Select(q => q.Value)];

    /// <summary>Waits, after a look that found nothing.</summary>
    /// <param name="came">Taken from <see cref="PostgresDatabase.Work"/> before that look.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>False when the caller's patience is over.</returns>
    public async ValueTask<bool> AgainAsync(Task came, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_start) >= patience)
        {
            return false;
        }

        long asked = _time.GetTimestamp();
        (TimeSpan? due, bool isReceivable) = await database.ReadAsync(
            commands => commands.Add(Ready.Next.For(_queues)).With(_queues), NextAsync, cancellationToken).ConfigureAwait(false);
        TimeSpan wait = database.Listener.IsListening ? database.Settings.SafetyPoll : database.Settings.PollInterval;
        wait = Shorter(wait, due ?? wait) - _time.GetElapsedTime(asked);
        wait = isReceivable ? Contended : Shorter(wait, patience - _time.GetElapsedTime(_start));
        if (wait > TimeSpan.Zero)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            // A timer counts whole milliseconds: without the extra one it would fire just before the entry is due. What others have
            // locked is free again in real time, whatever the clock of the application is.
            Task delay = Task.Delay(wait + TimeSpan.FromMilliseconds(1), isReceivable ? TimeProvider.System : _time, stop.Token);
            await Task.WhenAny(came, delay).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return true;
    }

    private static async ValueTask<(TimeSpan? Due, bool IsReceivable)> NextAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (rows.LongOrNull(0) is { } ticks ? TimeSpan.FromTicks(Math.Max(ticks, 0)) : null, rows.GetBoolean(1));
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
