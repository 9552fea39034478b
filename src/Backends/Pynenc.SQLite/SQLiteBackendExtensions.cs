using Pynenc.Backend;
using Pynenc.SQLite;

namespace Pynenc;

/// <summary>Chooses the SQLite backend.</summary>
public static class SQLiteBackendExtensions
{
    /// <summary>Keeps queue and state in one file, for every process of one machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="path">The database; created with its folder when missing. Relative to the current directory.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <example>
    /// <code>
    /// await using var app = PynencApp.Create(o => o.AppId("shop").UseSQLite("shop.db"));
    /// </code>
    /// </example>
    public static PynencAppBuilder UseSQLite(
        this PynencAppBuilder builder, string path, Action<SQLiteBackendOptions>? configure = null)
    {
        Func<BackendContext, SQLiteDatabase> open = Prepare(builder, path, configure);
        return builder
            .UseBroker(app => new SQLiteBroker(app, open(app)))
            .UseStateBackend(app => new SQLiteStateBackend(app, open(app)));
    }

    /// <summary>Keeps only the queue in a file, beside the state backend of another technology.</summary>
    /// <inheritdoc cref="UseSQLite"/>
    public static PynencAppBuilder UseSQLiteBroker(
        this PynencAppBuilder builder, string path, Action<SQLiteBackendOptions>? configure = null)
    {
        Func<BackendContext, SQLiteDatabase> open = Prepare(builder, path, configure);
        return builder.UseBroker(app => new SQLiteBroker(app, open(app)));
    }

    /// <summary>Keeps only the state in a file, beside the broker of another technology.</summary>
    /// <inheritdoc cref="UseSQLite"/>
    public static PynencAppBuilder UseSQLiteState(
        this PynencAppBuilder builder, string path, Action<SQLiteBackendOptions>? configure = null)
    {
        Func<BackendContext, SQLiteDatabase> open = Prepare(builder, path, configure);
        return builder.UseStateBackend(app => new SQLiteStateBackend(app, open(app)));
    }

    private static Func<BackendContext, SQLiteDatabase> Prepare(
        PynencAppBuilder builder, string path, Action<SQLiteBackendOptions>? configure)
    {
        var options = new SQLiteBackendOptions();
        configure?.Invoke(options);
        foreach (string problem in SQLiteBackendOptionsValidator.Problems(path, options))
        {
            builder.AddProblem(problem);
        }

        options = options with { };
        SQLiteDatabase? shared = null;
        return app => shared ??= new SQLiteDatabase(app, path, options);
    }
}
