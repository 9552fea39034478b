using Npgsql;

namespace Pynenc.Postgres;

/// <summary>Waits for work: until a notification comes, an entry falls due, a poll is due, or the caller's patience ends.</summary>
internal sealed class QueueWait(PostgresDatabase database, IReadOnlyList<QueueName> queues, TimeSpan patience)
{
    private const int MostContended = 500;

    private static readonly TimeSpan Contended = TimeSpan.FromMilliseconds(2);

    private readonly TimeProvider _time = database.App.Time;
    private readonly long _start = database.App.Time.GetTimestamp();
    private readonly string[] _queues = [.. queues.Select(q => q.Value)];
    private int _contended;

    /// <summary>Waits, after a look that found nothing.</summary>
    /// <param name="came">Taken from <see cref="PostgresDatabase.Work"/> before that look.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>False when the caller's patience is over.</returns>
    public async ValueTask<bool> AgainAsync(Task came, CancellationToken cancellationToken)
    {
        bool isOver = _time.GetElapsedTime(_start) >= patience;
        long asked = _time.GetTimestamp();
        (TimeSpan? due, bool isReceivable) = await database.ReadAsync(
            commands => commands.Add(Ready.Next.For(_queues)).With(_queues), NextAsync, cancellationToken).ConfigureAwait(false);
        if (isReceivable && _contended++ < MostContended)
        {
            // Others have locked it, or came while they took what this look saw: whether there is anything is known when they are done.
            // Theirs is real time, whatever the clock of the application is.
            await DelayAsync(came, Contended, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (isOver)
        {
            return false;
        }

        TimeSpan wait = database.Listener.IsListening ? database.Settings.SafetyPoll : database.Settings.PollInterval;
        wait = Shorter(wait, due ?? wait) - _time.GetElapsedTime(asked);
        wait = Shorter(wait, patience - _time.GetElapsedTime(_start));
        if (wait > TimeSpan.Zero)
        {
            // A timer counts whole milliseconds: without the extra one it would fire just before the entry is due.
            await DelayAsync(came, wait + TimeSpan.FromMilliseconds(1), _time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async ValueTask DelayAsync(Task came, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(came, Task.Delay(wait, time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async ValueTask<(TimeSpan? Due, bool IsReceivable)> NextAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (rows.LongOrNull(0) is { } ticks ? TimeSpan.FromTicks(Math.Max(ticks, 0)) : null, rows.GetBoolean(1));
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
