using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>A schema of its own with 20,000 queued and 20,000 ended invocations, and fresh statistics.</summary>
public sealed class ManyRows : IAsyncLifetime
{
    private const int Count = 20_000;

    private string _server = "";

    public string Schema { get; } = Server.NewSchema();

    public async ValueTask InitializeAsync()
    {
        _server = await Server.SharedAsync();
        await using PynencApp app = PynencApp.Create(o => o.AppId("many").UsePostgres(_server, s => s.Schema = Schema));
        await app.InitializeAsync(TestContext.Current.CancellationToken);
        foreach (InvocationRecord[] some in (await app.PublishAsync(Count)).Chunk(1000))
        {
            await app.State.Invocations.TransitionAsync(
                [.. some.Select(r => app.Step(r.Id, null, InvocationStatus.Cancelled))], TestContext.Current.CancellationToken);
        }

        await app.PublishAsync(Count);
        await using NpgsqlConnection connection = await ConnectAsync();
        await connection.AskAsync("ANALYZE");
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_server + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
