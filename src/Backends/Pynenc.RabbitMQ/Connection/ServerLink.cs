using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pynenc.RabbitMQ;

/// <summary>One connection that is opened when somebody needs it, and again when it was lost.</summary>
/// <remarks>
/// The driver's own recovery is off: it waits five seconds before its first attempt, and brings back neither a channel that an error
/// closed nor a consumer that the server ended.
/// </remarks>
internal sealed class ServerLink(BackendContext app, ServerAddress address, RabbitMQBackendOptions options, string purpose, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Backoff _backoff = new();
    private IConnection? _connection;
    private Func<BackendException>? _failure;
    private long _failedAt;
    private TimeSpan _pause;
    private bool _isDisposed;

    public ServerAddress Address => address;

    /// <summary>What the server says while it takes no messages; <see langword="null"/> while it does.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>Called when the server begins to refuse messages.</summary>
    public Action<string>? OnBlocked { get; set; }

    public bool IsOpen => _connection is { IsOpen: true };

    /// <summary>How long until the next attempt may be made; zero when it may be made at once.</summary>
    public TimeSpan NextAttemptIn
    {
        get
        {
            TimeSpan left = _failure is null ? TimeSpan.Zero : _pause - TimeProvider.System.GetElapsedTime(_failedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The open connection. Callers that come while an attempt just failed are told so, and start no attempt of their own.</summary>
    /// <exception cref="BackendException">It cannot be opened; transient when waiting may help.</exception>
    public async ValueTask<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RabbitMQBroker));
            if (_connection is { IsOpen: true } opened)
            {
                return opened;
            }

            if (NextAttemptIn > TimeSpan.Zero)
            {
                throw _failure!();
            }

            return await AttemptAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Asks the server something, within the time it may take to answer.</summary>
    /// <exception cref="BackendException">It refused, or did not answer; then the connection is given up.</exception>
    public async ValueTask<T> AskAsync<T>(Func<IConnection, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        IConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await AskAsync(connection, token => question(connection, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server something over a certain connection, within the time it may take to answer.</summary>
    /// <exception cref="BackendException">It refused, or did not answer; then the connection is given up.</exception>
    public async ValueTask<T> AskAsync<T>(IConnection connection, Func<CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.AnswerTimeout);
        try
        {
            return await question(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (error is OperationCanceledException or TimeoutException)
            {
                Abandon(connection, $"no answer within {options.AnswerTimeout}");
            }

            throw RabbitMQErrors.Of(error, address, options);
        }
    }

    /// <summary>Gives a connection up that does not answer; the next caller opens another.</summary>
    public void Abandon(IConnection connection, string reason)
    {
        if (Interlocked.CompareExchange(ref _connection, null, connection) == connection)
        {
            logger.ConnectionLost(address.Text.TrimEnd(','), purpose, reason);
        }

        _ = EndAsync(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        IConnection? connection = Interlocked.Exchange(ref _connection, null);
        _opening.Release();
        if (connection is not null)
        {
            // The driver may take half a minute over it; the server notices by itself when the socket goes.
            await Task.WhenAny(EndAsync(connection), Task.Delay(CloseLimit, TimeProvider.System)).ConfigureAwait(false);
        }
    }

    private async ValueTask<IConnection> AttemptAsync(CancellationToken cancellationToken)
    {
        Task<IConnection>? attempt = null;
        try
        {
            var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.ConnectTimeout);
            attempt = address.ConnectAsync($"pynenc {app.AppId} {purpose}", limit.Token);
            IConnection connection = await attempt.WaitAsync(options.ConnectTimeout + CloseLimit, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (ServerVersion.Problem(connection) is { } tooOld)
            {
                _ = EndAsync(connection);
                throw new BackendException($"{address.Text} {tooOld}", isTransient: false);
            }

            Watch(connection);
            _backoff.Reset();
            _failure = null;
            BlockedBy = null;
            _connection = connection;
            logger.Connected(address.ToString(), purpose);
            return connection;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _ = EndLateAsync(attempt);
            _pause = _backoff.Next();
            _failedAt = TimeProvider.System.GetTimestamp();
            _failure = () => RabbitMQErrors.OfConnecting(error, address, options);
            logger.ConnectFailed(address.ToString(), purpose, _pause.TotalMilliseconds, error);
            throw _failure();
        }
        catch (OperationCanceledException)
        {
            _ = EndLateAsync(attempt);
            throw;
        }
    }

    private void Watch(IConnection connection)
    {
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            if (Interlocked.CompareExchange(ref _connection, null, connection) == connection)
            {
                logger.ConnectionLost(address.Text.TrimEnd(','), purpose, RabbitMQErrors.Reason(reason));
            }

            return Task.CompletedTask;
        };
        connection.ConnectionBlockedAsync += (_, it) =>
        {
            BlockedBy = it.Reason;
            logger.Blocked(address.Text.TrimEnd(','), it.Reason);
            OnBlocked?.Invoke(it.Reason);
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            BlockedBy = null;
            logger.Unblocked(address.Text.TrimEnd(','));
            return Task.CompletedTask;
        };
    }

    private static async Task EndLateAsync(Task<IConnection>? attempt)
    {
        if (attempt is null)
        {
            return;
        }

        try
        {
            await EndAsync(await attempt.ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It did not open in the end.
        }
    }

    private static async Task EndAsync(IConnection connection)
    {
        try
        {
            await connection.AbortAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever is wrong with it, it is not used any more.
        }
    }
}
