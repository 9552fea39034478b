using System.Globalization;
using Npgsql;

namespace Pynenc.Postgres.Tests;

/// <summary>A database of one test on the server all share, so that what the server counts is its own.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private OwnDatabase(string server, string name)
    {
        _server = server;
        _name = name;
    }

    public string ConnectionString => $"{_server};Database={_name}";

    public static async Task<OwnDatabase> CreateAsync()
    {
        var database = new OwnDatabase(await Server.SharedAsync(), Server.NewSchema());
        await AskAsync(database._server, $"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>The first value of a statement, as a number.</summary>
    public Task<long> AskAsync(string sql) => AskAsync(ConnectionString, sql);

    /// <summary>How many connections to it wait for a lock.</summary>
    public Task<long> CountWaitingAsync() => AskAsync(_server, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{_name}' AND wait_event_type = 'Lock'");

    /// <summary>How many deadlocks the server had to break in it. To be asked when its applications are disposed.</summary>
    public async Task<long> CountDeadlocksAsync()
    {
        // A connection tells what it has met at the latest when it ends.
        while (await AskAsync(_server, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{_name}' AND backend_type = 'client backend'") > 0)
        {
        }

        return await AskAsync(_server, $"SELECT deadlocks FROM pg_stat_database WHERE datname = '{_name}'");
    }

    public async ValueTask DisposeAsync() => await AskAsync(_server, $"DROP DATABASE {_name} WITH (FORCE)");

    private static async Task<long> AskAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.AskAsync(sql) is [string first, ..] ? long.Parse(first, CultureInfo.InvariantCulture) : 0;
    }
}
