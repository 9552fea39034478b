using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>A database path in a fresh folder, the applications opened on it, and a stranger's connection to look with.</summary>
internal sealed class TempFile : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes: what has not ended by then hangs.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private readonly List<IAsyncDisposable> _opened = [];

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("pynenc-sqlite-");

    public string Path => System.IO.Path.Combine(Folder.FullName, "test.db");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Builds an application on the file; nothing is opened yet.</summary>
    public PynencApp App(
        string id = "shop", TimeProvider? time = null, Action<SQLiteBackendOptions>? configure = null, string? path = null,
        Action<PynencAppBuilder>? build = null)
    {
        var app = PynencApp.Create(o =>
        {
            o.AppId(id).UseTime(time ?? new FakeTimeProvider()).UseSQLite(path ?? Path, configure);
            build?.Invoke(o);
        });
        _opened.Add(app);
        return app;
    }

    /// <summary>Builds and opens an application on the file.</summary>
    public async Task<PynencApp> OpenAsync(
        string id = "shop", TimeProvider? time = null, Action<SQLiteBackendOptions>? configure = null)
    {
        PynencApp app = App(id, time, configure);
        await app.InitializeAsync(Token);
        return app;
    }

    /// <summary>Starts a runner that is stopped before the applications are closed.</summary>
    public async Task<ThreadRunner> StartRunnerAsync(PynencApp app)
    {
        ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        _opened.Add(runner);
        return runner;
    }

    /// <summary>A connection the backend knows nothing of.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Runs SQL on a connection of its own.</summary>
    public void Execute(string sql)
    {
        using SqliteConnection connection = Connect();
        connection.Run(sql);
    }

    /// <summary>The first column of every row, on a connection of its own.</summary>
    public string[] Ask(string sql)
    {
        using SqliteConnection connection = Connect();
        return connection.Ask(sql);
    }

    /// <summary>One number, on a connection of its own.</summary>
    public long Count(string sql) => long.Parse(Ask(sql)[0], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        for (int i = _opened.Count - 1; i >= 0; i--)
        {
            await _opened[i].DisposeAsync().AsTask().WaitAsync(Bound, TimeProvider.System);
        }

        Folder.Delete(recursive: true);
    }
}

internal static class SqliteConnectionExtensions
{
    public static void Run(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests write their own SQL.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static string[] Ask(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests write their own SQL.
        command.CommandText = sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? string.Empty);
        }

        return [.. rows];
    }
}
