using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>A schema of its own with as many queued and ended invocations.</summary>
/// <param name="count">How many of each.</param>
/// <param name="isAnalyzed">True when the server has statistics of them; false as in the first minute of a database, when it has none of any table.</param>
public abstract class Rows(int count, bool isAnalyzed) : IAsyncLifetime
{
    private string _server = "";

    public string Schema { get; } = Server.NewSchema();

    public async ValueTask InitializeAsync()
    {
        _server = await Server.SharedAsync();
        await using PynencApp app = PynencApp.Create(o => o.AppId("many").UsePostgres(_server, s => s.Schema = Schema));
        await app.InitializeAsync(TestContext.Current.CancellationToken);
        await using NpgsqlConnection connection = await ConnectAsync();
        foreach (string table in await connection.AskAsync($"SELECT tablename FROM pg_tables WHERE schemaname = '{Schema}'"))
        {
            await connection.AskAsync($"ALTER TABLE {Schema}.{table} SET (autovacuum_enabled = false)");
        }

        foreach (InvocationRecord[] some in (await app.PublishAsync(count)).Chunk(1000))
        {
            await app.State.Invocations.TransitionAsync(
                [.. some.Select(r => app.Step(r.Id, null, InvocationStatus.Cancelled))], TestContext.Current.CancellationToken);
        }

        await app.PublishAsync(count);
        if (isAnalyzed)
        {
            await connection.AskAsync("ANALYZE");
        }
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_server + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
