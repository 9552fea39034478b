using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>The truth of one application on a Redis server, for every process of every machine.</summary>
/// <remarks>
/// With the <see cref="RedisBroker"/> of the same <c>UseRedis</c> it is co-located: publish and take are one script each.
/// Leases go by the server's clock. What it has accepted survives the server as its append-only file does.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseRedis("localhost:6379"));
/// </code>
/// </example>
public sealed class RedisStateBackend : BaseStateBackend
{
    private readonly RedisDatabase _database;
    private readonly ClaimReader _claims;
    private int _isDisposed;

    internal RedisStateBackend(BackendContext app, RedisDatabase database)
        : base(app)
    {
        _database = database.Share();
        var names = new NameCache();
        _claims = new ClaimReader(database, names);
        Invocations = new RedisInvocationStore(database, names, _claims);
        Runners = new RedisRunnerStore(database);
        Sweeps = new RedisSweepStore(database, names);
        Queries = new RedisInvocationQueries(database, names);
        ClientData = new RedisClientDataStore(database);
        Settled = new RedisSettledSignal(database);
    }

    /// <inheritdoc/>
    public override StateCapabilities Capabilities { get; } = new() { CrossProcess = true, Durable = true, Limits = true, Reservations = true, Removal = true };

    /// <inheritdoc/>
    public override InvocationStore Invocations { get; }

    /// <inheritdoc/>
    public override RunnerStore Runners { get; }

    /// <inheritdoc/>
    public override SweepStore Sweeps { get; }

    /// <inheritdoc/>
    public override InvocationQueries Queries { get; }

    /// <inheritdoc/>
    public override ClientDataStore ClientData { get; }

    /// <inheritdoc/>
    public override SettledSignal Settled { get; }

    /// <inheritdoc/>
    public override ColocatedQueue? ColocateWith(BaseBroker broker)
    {
        _database.IsColocated = broker is RedisBroker redis && ReferenceEquals(redis.Database, _database);
        return _database.IsColocated ? new RedisColocatedQueue(_database, _claims) : null;
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        long adopted = await RunInStretchesAsync(RedisScript.Adopt, [_database.Now, _database.Colocated], long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (adopted > 0)
        {
            _database.Logger.QueueAdopted(adopted);
        }
    }

    /// <summary>Removes the invocations in stretches, each whole; what is published meanwhile may stay.</summary>
    public override async ValueTask PurgeAsync(CancellationToken cancellationToken)
    {
        RedisValue last = await _database.AskAsync(
            server => server.StringGetAsync(_database.KeyOf("seq"), CommandFlags.DemandMaster), "purge", cancellationToken).ConfigureAwait(false);
        await RunInStretchesAsync(RedisScript.Purge, [_database.Colocated], (long)last, cancellationToken).ConfigureAwait(false);
        await _database.RunAsync(RedisScript.PurgeRest, [_database.Colocated], cancellationToken).ConfigureAwait(false);
        await ((RedisClientDataStore)ClientData).PurgeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _database.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a script that works through the numbers of invocations, from 0 to a last one, or until it says that none is left.</summary>
    /// <returns>On how many it worked.</returns>
    private async ValueTask<long> RunInStretchesAsync(RedisScript script, RedisValue[] arguments, long last, CancellationToken cancellationToken)
    {
        long count = 0;
        for (long from = 0; from >= 0 && from <= last;)
        {
            RedisResult answer = await _database.RunAsync(script, [.. arguments, from], cancellationToken).ConfigureAwait(false);
            from = (long)answer[0];
            count += (long)answer[1];
        }

        return count;
    }
}
