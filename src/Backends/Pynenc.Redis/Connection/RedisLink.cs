using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>One connection, shared by all applications of this process that have the same connection string.</summary>
internal sealed class RedisLink
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, RedisLink> Links = [];

    private readonly string _connectionString;
    private int _users;
    private Task<ConnectionMultiplexer>? _connecting;

    private RedisLink(string connectionString)
    {
        _connectionString = connectionString;
        Options = ConfigurationOptions.Parse(connectionString);

        // A server that cannot be reached at the start is an error with a reason, not a connection that may come one day.
        Options.AbortOnConnectFail = true;
        Options.ReconnectRetryPolicy = new ExponentialRetry(100, 2000);
        Options.ClientName ??= "pynenc";

        // The scripts publish on the channel as it is called.
        Options.ChannelPrefix = default;
    }

    public ConfigurationOptions Options { get; }

    /// <summary>The link of a connection string; give it back with <see cref="ReturnAsync"/>.</summary>
    public static RedisLink Rent(string connectionString)
    {
        lock (Gate)
        {
            if (!Links.TryGetValue(connectionString, out RedisLink? link))
            {
                Links.Add(connectionString, link = new RedisLink(connectionString));
            }

            link._users++;
            return link;
        }
    }

    /// <summary>The connection, opened by the first who asks; after a failure the next one tries again.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> connecting;
        lock (Gate)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = ConnectionMultiplexer.ConnectAsync(Options);
            }

            connecting = _connecting;
        }

        return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection when nobody else uses it.</summary>
    public async ValueTask ReturnAsync()
    {
        lock (Gate)
        {
            if (--_users > 0)
            {
                return;
            }

            Links.Remove(_connectionString);
        }

        if (_connecting is null)
        {
            return;
        }

        await ((Task)_connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connecting.IsCompletedSuccessfully)
        {
            ConnectionMultiplexer connection = await _connecting.ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
