using Pynenc.Backend;
using Pynenc.Postgres;

namespace Pynenc;

/// <summary>Chooses the PostgreSQL backend.</summary>
public static class PostgresBackendExtensions
{
    /// <summary>Keeps queue and state in one PostgreSQL database, for every process of every machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionString">Npgsql's connection string; certificates, time-outs and pool sizes are set there.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <example>
    /// <code>
    /// await using var app = PynencApp.Create(o => o.AppId("shop").UsePostgres("Host=localhost;Database=shop;Username=shop"));
    /// </code>
    /// </example>
    public static PynencAppBuilder UsePostgres(
        this PynencAppBuilder builder, string connectionString, Action<PostgresBackendOptions>? configure = null)
    {
        Func<BackendContext, PostgresDatabase> open = Prepare(builder, connectionString, configure);
        return builder
            .UseBroker(app => new PostgresBroker(app, open(app)))
            .UseStateBackend(app => new PostgresStateBackend(app, open(app)));
    }

    /// <summary>Keeps only the queue in PostgreSQL, beside the state backend of another technology.</summary>
    /// <inheritdoc cref="UsePostgres"/>
    public static PynencAppBuilder UsePostgresBroker(
        this PynencAppBuilder builder, string connectionString, Action<PostgresBackendOptions>? configure = null)
    {
        Func<BackendContext, PostgresDatabase> open = Prepare(builder, connectionString, configure);
        return builder.UseBroker(app => new PostgresBroker(app, open(app)));
    }

    /// <summary>Keeps only the state in PostgreSQL, beside the broker of another technology.</summary>
    /// <inheritdoc cref="UsePostgres"/>
    public static PynencAppBuilder UsePostgresState(
        this PynencAppBuilder builder, string connectionString, Action<PostgresBackendOptions>? configure = null)
    {
        Func<BackendContext, PostgresDatabase> open = Prepare(builder, connectionString, configure);
        return builder.UseStateBackend(app => new PostgresStateBackend(app, open(app)));
    }

    private static Func<BackendContext, PostgresDatabase> Prepare(
        PynencAppBuilder builder, string connectionString, Action<PostgresBackendOptions>? configure)
    {
        var options = new PostgresBackendOptions();
        configure?.Invoke(options);
        foreach (string problem in PostgresBackendOptionsValidator.Problems(connectionString, options))
        {
            builder.AddProblem(problem);
        }

        options = options with { };
        PostgresDatabase? shared = null;
        return app => shared ??= new PostgresDatabase(app, connectionString, options);
    }
}
