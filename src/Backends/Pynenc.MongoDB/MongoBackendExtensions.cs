using Pynenc.Backend;
using Pynenc.MongoDB;

namespace Pynenc;

/// <summary>Chooses the MongoDB backend.</summary>
public static class MongoBackendExtensions
{
    /// <summary>Keeps queue and state in one MongoDB database, for every process of every machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionString">The driver's connection string; hosts, login, certificates and pool sizes are set there.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <example>
    /// <code>
    /// await using var app = PynencApp.Create(o => o.AppId("shop").UseMongoDB("mongodb://host1,host2,host3/shop?replicaSet=rs0"));
    /// </code>
    /// </example>
    public static PynencAppBuilder UseMongoDB(
        this PynencAppBuilder builder, string connectionString, Action<MongoBackendOptions>? configure = null)
    {
        Func<BackendContext, MongoStore> open = Prepare(builder, connectionString, configure);
        return builder
            .UseBroker(app => new MongoBroker(app, open(app)))
            .UseStateBackend(app => new MongoStateBackend(app, open(app)));
    }

    /// <summary>Keeps only the queue in MongoDB, beside the state backend of another technology.</summary>
    /// <inheritdoc cref="UseMongoDB"/>
    public static PynencAppBuilder UseMongoDBBroker(
        this PynencAppBuilder builder, string connectionString, Action<MongoBackendOptions>? configure = null)
    {
        Func<BackendContext, MongoStore> open = Prepare(builder, connectionString, configure);
        return builder.UseBroker(app => new MongoBroker(app, open(app)));
    }

    /// <summary>Keeps only the state in MongoDB, beside the broker of another technology.</summary>
    /// <inheritdoc cref="UseMongoDB"/>
    public static PynencAppBuilder UseMongoDBState(
        this PynencAppBuilder builder, string connectionString, Action<MongoBackendOptions>? configure = null)
    {
        Func<BackendContext, MongoStore> open = Prepare(builder, connectionString, configure);
        return builder.UseStateBackend(app => new MongoStateBackend(app, open(app)));
    }

    private static Func<BackendContext, MongoStore> Prepare(
        PynencAppBuilder builder, string connectionString, Action<MongoBackendOptions>? configure)
    {
        var options = new MongoBackendOptions();
        configure?.Invoke(options);
        foreach (string problem in MongoBackendOptionsValidator.Problems(connectionString, options))
        {
            builder.AddProblem(problem);
        }

        options = options with { };
        MongoStore? shared = null;
        return app => shared ??= new MongoStore(app, connectionString, options);
    }
}
