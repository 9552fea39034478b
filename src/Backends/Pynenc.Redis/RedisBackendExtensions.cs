using Pynenc.Backend;
using Pynenc.Redis;

namespace Pynenc;

/// <summary>Chooses the Redis backend.</summary>
public static class RedisBackendExtensions
{
    /// <summary>Keeps queue and state on one Redis server, for every process of every machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionString">
    /// StackExchange.Redis's connection string; TLS, user, password, time-outs, sentinels and the nodes of a cluster are set there.
    /// Processes with the same string share one connection among their applications.
    /// </param>
    /// <param name="configure">Changes the settings.</param>
    /// <example>
    /// <code>
    /// await using var app = PynencApp.Create(o => o.AppId("shop").UseRedis("localhost:6379"));
    /// </code>
    /// </example>
    public static PynencAppBuilder UseRedis(
        this PynencAppBuilder builder, string connectionString, Action<RedisBackendOptions>? configure = null)
    {
        Func<BackendContext, RedisDatabase> open = Prepare(builder, connectionString, configure);
        return builder
            .UseBroker(app => new RedisBroker(app, open(app)))
            .UseStateBackend(app => new RedisStateBackend(app, open(app)));
    }

    /// <summary>Keeps only the queue on Redis, beside the state backend of another technology.</summary>
    /// <inheritdoc cref="UseRedis"/>
    public static PynencAppBuilder UseRedisBroker(
        this PynencAppBuilder builder, string connectionString, Action<RedisBackendOptions>? configure = null)
    {
        Func<BackendContext, RedisDatabase> open = Prepare(builder, connectionString, configure);
        return builder.UseBroker(app => new RedisBroker(app, open(app)));
    }

    /// <summary>Keeps only the state on Redis, beside the broker of another technology.</summary>
    /// <inheritdoc cref="UseRedis"/>
    public static PynencAppBuilder UseRedisState(
        this PynencAppBuilder builder, string connectionString, Action<RedisBackendOptions>? configure = null)
    {
        Func<BackendContext, RedisDatabase> open = Prepare(builder, connectionString, configure);
        return builder.UseStateBackend(app => new RedisStateBackend(app, open(app)));
    }

    private static Func<BackendContext, RedisDatabase> Prepare(
        PynencAppBuilder builder, string connectionString, Action<RedisBackendOptions>? configure)
    {
        var options = new RedisBackendOptions();
        configure?.Invoke(options);
        foreach (string problem in RedisBackendOptionsValidator.Problems(connectionString, options))
        {
            builder.AddProblem(problem);
        }

        options = options with { };
        RedisDatabase? shared = null;
        return app => shared ??= new RedisDatabase(app, connectionString, options);
    }
}
