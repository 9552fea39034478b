namespace Pynenc.SQLite;

/// <summary>Waits for work: until something came, an entry falls due, a safety poll is due, or the caller's patience ends.</summary>
internal sealed class QueueWait(SQLiteDatabase database, TimeSpan patience)
{
    private readonly TimeProvider _time = database.App.Time;
    private readonly long _start = database.App.Time.GetTimestamp();

    /// <summary>True when the caller does not want to wait any longer.</summary>
    public bool IsOver => _time.GetElapsedTime(_start) >= patience;

    /// <summary>Waits.</summary>
    /// <param name="came">Taken from <see cref="SQLiteDatabase.Work"/> before the caller looked.</param>
    /// <param name="nextDue">When the next entry becomes visible.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was stopped; nothing was taken.</exception>
    public async ValueTask WaitAsync(Task came, DateTimeOffset? nextDue, CancellationToken cancellationToken)
    {
        TimeSpan wait = Shorter(patience - _time.GetElapsedTime(_start), database.Location.Options.SafetyPoll);
        if (nextDue is { } due)
        {
            wait = Shorter(wait, due - database.Now);
        }

        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // A timer counts whole milliseconds: without the extra one it would fire just before the entry is due.
        Task delay = Task.Delay(wait + TimeSpan.FromMilliseconds(1), _time, stop.Token);
        await Task.WhenAny(came, delay).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
