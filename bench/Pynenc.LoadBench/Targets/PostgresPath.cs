using System.Globalization;
using Npgsql;

namespace Pynenc.LoadBench.Targets;

/// <summary>A row and a notification in one commit; who listens deletes the row.</summary>
internal sealed class PostgresPath(string connectionString, string name) : RawPath
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _table = $"\"path_{name}\"";
    private NpgsqlConnection? _sending;
    private Task? _listening;

    public override string What => "row and NOTIFY, LISTEN and delete … skip locked";

    public override async Task SendAsync(long sent)
    {
        _sending ??= await OpenAsync();
        await using var batch = new NpgsqlBatch(_sending)
        {
            BatchCommands =
            {
                new($"INSERT INTO {_table} (sent) VALUES ($1)") { Parameters = { new() { Value = sent } } },
                new("SELECT pg_notify($1, 'w')") { Parameters = { new() { Value = name } } },
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    public override async Task ListenAsync(Action<long> onTaken)
    {
        NpgsqlConnection taking = await OpenAsync();
        NpgsqlConnection hearing = await OpenAsync();
        await using (NpgsqlCommand listen = new($"LISTEN \"{name}\"", hearing))
        {
            await listen.ExecuteNonQueryAsync();
        }

        _listening = Task.Run(async () =>
        {
            await using NpgsqlCommand take = new(
                $"DELETE FROM {_table} WHERE id = (SELECT id FROM {_table} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING sent", taking);
            await take.PrepareAsync();
            while (!_stop.IsCancellationRequested)
            {
                await hearing.WaitAsync(_stop.Token);
                if (await take.ExecuteScalarAsync() is { } sent)
                {
                    onTaken(Convert.ToInt64(sent, CultureInfo.InvariantCulture));
                }
            }
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_listening ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sending is not null)
        {
            await using NpgsqlCommand drop = new($"DROP TABLE IF EXISTS {_table}", _sending);
            await drop.ExecuteNonQueryAsync();
            await _sending.DisposeAsync();
        }

        await _source.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>The side that comes first makes the table.</summary>
    private async Task<NpgsqlConnection> OpenAsync()
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await using NpgsqlCommand create = new($"CREATE TABLE IF NOT EXISTS {_table} (id bigserial PRIMARY KEY, sent bigint NOT NULL)", connection);
        await create.ExecuteNonQueryAsync();
        return connection;
    }
}
