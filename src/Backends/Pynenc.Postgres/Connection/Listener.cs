using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Pynenc.Postgres;

/// <summary>Hears of work and of settled invocations, on a connection of its own that comes back when it is lost.</summary>
internal sealed class Listener(PostgresDatabase database, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    /// <summary>A listener is never called twice at once.</summary>
    private readonly Lock _telling = new();
    private Action<IReadOnlyList<InvocationId>>[] _listeners = [];
    private Task? _listening;

    /// <summary>True while notifications arrive.</summary>
    public bool IsListening { get; private set; }

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        _listening = Task.Run(() => ListenAsync(connection), CancellationToken.None);
    }

    public IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return new Subscription(this, listener);
    }

    /// <summary>Tells this process what it settled itself and nobody in it knows yet.</summary>
    public void Tell(IReadOnlyList<InvocationId> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        lock (_telling)
        {
            foreach (Action<IReadOnlyList<InvocationId>> listener in Volatile.Read(ref _listeners))
            {
                try
                {
                    listener(ids);
                }
                catch (Exception error)
                {
                    logger.ListenerFailed(error);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_listening is not null)
        {
            await _listening.ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
        connection.Notification += (_, it) => Hear(it.Payload);
        var listen = new NpgsqlCommand($"LISTEN \"{database.Channel}\"", connection);
        await using (listen.ConfigureAwait(false))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        IsListening = true;
        logger.Listening(database.Channel);
        return connection;
    }

    private async Task ListenAsync(NpgsqlConnection? connection)
    {
        TimeSpan pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                connection ??= await OpenAsync(_stop.Token).ConfigureAwait(false);

                // Whatever was said while nobody listened is lost, so everybody looks.
                database.Work.Pulse();
                pause = FirstPause;
                while (true)
                {
                    await connection.WaitAsync(_stop.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                IsListening = false;
                logger.ListenFailed(pause.TotalMilliseconds, database.Settings.PollInterval.TotalMilliseconds, error);
                database.Work.Pulse();
                await Task.Delay(pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                connection = null;
            }
        }
    }

    private void Hear(string payload)
    {
        // What this process did it knows already.
        const int first = 1 + Notices.OriginLength;
        if (payload.Length < first || payload.AsSpan(1, Notices.OriginLength).SequenceEqual(database.Notices.Origin))
        {
            return;
        }

        if (payload[0] == 'w')
        {
            database.Work.Pulse();
            return;
        }

        const int length = 22;
        var ids = new List<InvocationId>();
        Span<byte> bytes = stackalloc byte[18];
        for (int at = first; payload[0] == 's' && at + length <= payload.Length; at += length)
        {
            if (Base64Url.TryDecodeFromChars(payload.AsSpan(at, length), bytes, out int written) && written == 16)
            {
                ids.Add(new InvocationId(new Guid(bytes[..16], bigEndian: true)));
            }
        }

        Tell(ids);
    }

    private sealed class Subscription(Listener owner, Action<IReadOnlyList<InvocationId>> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._listeners = [.. owner._listeners.Where(l => l != listener)];
            }
        }
    }
}
