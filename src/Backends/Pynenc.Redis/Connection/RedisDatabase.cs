using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>The keys of one application on a Redis server: opens them, runs the scripts, and hears what others say of them.</summary>
/// <remarks>Broker and state backend of one <c>UseRedis</c> share one; it is closed when both are.</remarks>
internal sealed class RedisDatabase : IAsyncDisposable
{
    private readonly RedisLink _link;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly RedisKey[] _keys;
    private IDatabase? _server;
    private int _users;

    public RedisDatabase(BackendContext app, string connectionString, RedisBackendOptions settings)
    {
        App = app;
        Settings = settings;
        _link = RedisLink.Rent(connectionString);
        Logger = app.LoggerFactory.CreateLogger("Pynenc.Redis");
        Stem = Encoding.UTF8.GetBytes($"{settings.KeyPrefix}:{{{app.AppId}}}:");
        _keys = [Stem];
        Sender = RandomNumberGenerator.GetBytes(RedisSignals.SenderLength);
        Signals = new RedisSignals(this);
        Errors = new RedisErrors(_link.Options);
    }

    public BackendContext App { get; }

    public RedisBackendOptions Settings { get; }

    public ILogger Logger { get; }

    /// <summary>What every key of this application begins with.</summary>
    public byte[] Stem { get; }

    /// <summary>Marks what this application of this process publishes, so that it can pass over its own messages.</summary>
    public byte[] Sender { get; }

    public RedisSignals Signals { get; }

    public RedisErrors Errors { get; }

    /// <summary>True when the broker of these keys is used by the state backend of the same keys, which then enqueues by itself.</summary>
    public bool IsColocated { get; set; }

    /// <summary>The same, as the scripts read it.</summary>
    public RedisValue Colocated => IsColocated ? 1 : 0;

    /// <summary>Pulses when there may be work.</summary>
    public PulseSignal Work { get; } = new();

    /// <summary>The time for a script: the application's when its clock is a virtual one, empty for the server's own.</summary>
    public RedisValue Now => App.IsRealTime ? RedisValue.EmptyString : Micros.Of(App.Time.GetUtcNow());

    public IDatabase Server => _server
        ?? throw new InvalidOperationException("The Redis backend is not initialized. Call InitializeAsync first.");

    /// <summary>One more who uses it, and disposes it in the end.</summary>
    public RedisDatabase Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Connects, checks the server and the stored format, and begins to listen. Idempotent.</summary>
    /// <exception cref="BackendException">Not reachable, not usable as configured, or written by a newer version.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_server is not null)
            {
                return;
            }

            ConnectionMultiplexer connection = await _link.ConnectAsync(cancellationToken).ConfigureAwait(false);
            IDatabase server = connection.GetDatabase();
            ServerCheck.CheckNodes(connection, server.Database, Errors.Where);
            await ServerCheck.RunAsync(this, server, Errors.Where, cancellationToken).ConfigureAwait(false);
            await Signals.StartAsync(connection).ConfigureAwait(false);
            _server = server;
        }
        catch (Exception error) when (RedisErrors.IsOfServer(error))
        {
            throw Errors.AtStart(error);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The key of something that belongs to one invocation.</summary>
    public RedisKey KeyOf(string kind, InvocationId id)
    {
        byte[] key = new byte[Stem.Length + kind.Length + 16];
        Stem.CopyTo(key, 0);
        Encoding.ASCII.GetBytes(kind, key.AsSpan(Stem.Length));
        id.Value.TryWriteBytes(key.AsSpan(key.Length - 16), bigEndian: true, out _);
        return key;
    }

    /// <summary>A key of the application.</summary>
    public RedisKey KeyOf(string name) => (byte[])[.. Stem, .. Encoding.UTF8.GetBytes(name)];

    /// <summary>Runs a script. It is not cancelled once it is sent, because nobody would know what it did.</summary>
    /// <exception cref="BackendException">The server refused it, or gave no answer.</exception>
    public async Task<RedisResult> RunAsync(RedisScript script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await RunAsync(Server, script, arguments).ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsOfServer(error))
        {
            throw Errors.Told(error, script.Name);
        }
    }

    /// <summary>Runs a script on a server that is being opened; errors come as they are.</summary>
    public async Task<RedisResult> RunAsync(IDatabase server, RedisScript script, RedisValue[] arguments)
    {
        try
        {
            return await server.ScriptEvaluateAsync(script.Hash, _keys, arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server was started anew, or its scripts were flushed; with the whole text it knows the script again.
            object[] whole = [script.Text, _keys.Length, .. _keys.Select(k => (object)k), .. arguments.Select(a => (object)a)];
            return await server.ExecuteAsync("EVAL", whole, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
    }

    /// <summary>Asks something without a script; the wait for the answer can be cancelled.</summary>
    /// <exception cref="BackendException">The server refused it, or gave no answer.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, string verb, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ask(Server).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsOfServer(error))
        {
            throw Errors.Told(error, verb);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }

        await Signals.DisposeAsync().ConfigureAwait(false);
        await _link.ReturnAsync().ConfigureAwait(false);
        _opening.Dispose();
    }
}
