using Npgsql;
using Pynenc.TestServers;

namespace Pynenc.Postgres.Tests;

/// <summary>A server of one test class, that may be killed, stopped and told to refuse.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    private readonly PostgresServer _server = new();
    private string? _missing;

    /// <summary>The server; the test is skipped when there is none.</summary>
    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _server;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await _server.StartAsync(CancellationToken.None);
        }
        catch (ServerMissingException missing)
        {
            _missing = missing.Message;
        }
    }

    /// <summary>Runs a statement as the server's owner.</summary>
    public async Task SayAsync(string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Server.ConnectionString + ";Pooling=false");
#pragma warning disable CA2100 // Statements of tests.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
