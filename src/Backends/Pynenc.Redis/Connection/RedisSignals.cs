using System.Text;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Hears of work and of settled invocations on the application's channel. Every message is a hint; losing it costs latency only.</summary>
internal sealed class RedisSignals(RedisDatabase database) : IAsyncDisposable
{
    /// <summary>How many bytes tell who sent a message.</summary>
    public const int SenderLength = 8;

    private readonly Lock _gate = new();
    private Action<IReadOnlyList<InvocationId>>[] _listeners = [];
    private ConnectionMultiplexer? _connection;
    private ChannelMessageQueue? _channel;

    public async Task StartAsync(ConnectionMultiplexer connection)
    {
        byte[] name = [.. database.Stem, .. "signal"u8];
        _channel = await connection.GetSubscriber().SubscribeAsync(new RedisChannel(name, RedisChannel.PatternMode.Literal)).ConfigureAwait(false);
        _channel.OnMessage(message => Hear((byte[]?)message.Message ?? []));
        connection.ConnectionFailed += OnFailed;
        connection.ConnectionRestored += OnRestored;
        _connection = connection;
    }

    public IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return new Subscription(this, listener);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is null || _channel is null)
        {
            return;
        }

        _connection.ConnectionFailed -= OnFailed;
        _connection.ConnectionRestored -= OnRestored;
        try
        {
            await _channel.UnsubscribeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsOfServer(error))
        {
            database.Logger.SubscribeFailed(error);
        }
    }

    private void Hear(byte[] message)
    {
        if (message.Length < 1 + SenderLength || message.AsSpan(1, SenderLength).SequenceEqual(database.Sender))
        {
            return;
        }

        if (message[0] == (byte)'w')
        {
            database.Work.Pulse();
            return;
        }

        ReadOnlySpan<byte> ids = message.AsSpan(1 + SenderLength);
        Action<IReadOnlyList<InvocationId>>[] listeners = Volatile.Read(ref _listeners);
        if (message[0] != (byte)'s' || ids.Length % 16 != 0 || listeners.Length == 0)
        {
            return;
        }

        var settled = new InvocationId[ids.Length / 16];
        for (int i = 0; i < settled.Length; i++)
        {
            settled[i] = new InvocationId(new Guid(ids.Slice(i * 16, 16), bigEndian: true));
        }

        foreach (Action<IReadOnlyList<InvocationId>> listener in listeners)
        {
            try
            {
                listener(settled);
            }
            catch (Exception error)
            {
                database.Logger.ListenerFailed(error);
            }
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        if (failed.ConnectionType == ConnectionType.Interactive)
        {
            database.Logger.ConnectionLost(Name(failed.EndPoint), failed.FailureType.ToString());
        }
    }

    /// <summary>Whatever was said meanwhile is lost, so everybody looks.</summary>
    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType == ConnectionType.Interactive)
        {
            database.Logger.ConnectionRestored(Name(restored.EndPoint));
        }

        database.Work.Pulse();
    }

    private static string Name(System.Net.EndPoint? endpoint) => endpoint is null ? "?" : RedisErrors.Name(endpoint);

    private sealed class Subscription(RedisSignals signals, Action<IReadOnlyList<InvocationId>> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (signals._gate)
            {
                signals._listeners = [.. signals._listeners.Where(l => l != listener)];
            }
        }
    }
}
