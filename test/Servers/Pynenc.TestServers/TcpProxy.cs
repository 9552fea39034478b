using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pynenc.TestServers;

/// <summary>Stands between a client and a server, and can be slow, cut the line, or lose what goes one way.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _pairs = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _refuses;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">The server's port on 127.0.0.1.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long each piece of data is held back, each way. Default none.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>While true, what clients send never arrives; the connections stay open.</summary>
    public bool DropsRequests { get; set; }

    /// <summary>While true, what the server answers never arrives; the connections stay open.</summary>
    public bool DropsAnswers { get; set; }

    /// <summary>How many bytes went to the server.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    private long _bytesSent;

    /// <summary>Resets every connection, as a firewall or a crashed host does.</summary>
    public void Reset()
    {
        foreach ((TcpClient client, TcpClient server) in _pairs)
        {
            Abort(client);
            Abort(server);
        }
    }

    /// <summary>Resets every connection and takes no new one.</summary>
    public void Cut()
    {
        _refuses = true;
        Reset();
    }

    /// <summary>Undoes <see cref="Cut"/>, the latency and the losses.</summary>
    public void Heal()
    {
        _refuses = false;
        Latency = TimeSpan.Zero;
        DropsRequests = DropsAnswers = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Reset();
        await _accepting;
        _end.Dispose();
        _listener.Dispose();
    }

    private static void Abort(TcpClient client)
    {
        try
        {
            // Null once the other side of the pair has closed it.
            if (client.Client is { } socket)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            // It is closed already.
        }
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        try
        {
            if (_refuses)
            {
                Abort(client);
                return;
            }

            _pairs[client] = server;
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            client.NoDelay = server.NoDelay = true;
            await Task.WhenAny(
                PumpAsync(client, server, isRequest: true),
                PumpAsync(server, client, isRequest: false));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The line is gone; that is what a proxy is for.
        }
        finally
        {
            _pairs.TryRemove(client, out _);
            client.Dispose();
            server.Dispose();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isRequest)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            NetworkStream source = from.GetStream();
            NetworkStream sink = to.GetStream();
            while (true)
            {
                int count = await source.ReadAsync(buffer, _end.Token);
                if (count == 0)
                {
                    return;
                }

                if (Latency > TimeSpan.Zero)
                {
                    await Task.Delay(Latency, TimeProvider.System, _end.Token);
                }

                if (isRequest ? DropsRequests : DropsAnswers)
                {
                    continue;
                }

                if (isRequest)
                {
                    Interlocked.Add(ref _bytesSent, count);
                }

                await sink.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The line is gone; that is what a proxy is for.
        }
    }
}
