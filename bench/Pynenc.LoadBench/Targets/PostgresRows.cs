using Npgsql;

namespace Pynenc.LoadBench.Targets;

/// <summary>One table of rows of 100 bytes, used with the driver alone over one connection.</summary>
internal sealed class PostgresRows : IAsyncDisposable
{
    /// <summary>How many rows a statement of a batch has, which is one commit.</summary>
    public const int OfACommit = 1000;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly string _table;
    private readonly NpgsqlCommand _insert;
    private readonly NpgsqlCommand _insertMany;
    private readonly NpgsqlCommand _take;

    private PostgresRows(NpgsqlDataSource source, NpgsqlConnection connection, string table)
    {
        (_source, _connection, _table) = (source, connection, table);
        byte[] payload = new byte[100];
        _insert = new NpgsqlCommand($"INSERT INTO {table} (payload) VALUES ($1)", connection) { Parameters = { new() { Value = payload } } };
        _insertMany = new NpgsqlCommand($"INSERT INTO {table} (payload) SELECT * FROM unnest($1)", connection)
        {
            Parameters = { new() { Value = Enumerable.Repeat(payload, OfACommit).ToArray() } },
        };
        _take = new NpgsqlCommand(
            $"DELETE FROM {table} WHERE id = ANY (ARRAY (SELECT id FROM {table} ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)) RETURNING payload", connection)
        {
            Parameters = { new() { Value = OfACommit } },
        };
    }

    public static async Task<PostgresRows> OpenAsync(string connectionString)
    {
        NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        NpgsqlConnection connection = await source.OpenConnectionAsync();
        string table = $"bench_raw_{Guid.CreateVersion7():N}";
        await using (NpgsqlCommand create = new($"CREATE TABLE {table} (id bigserial PRIMARY KEY, payload bytea NOT NULL)", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        var rows = new PostgresRows(source, connection, table);
        foreach (NpgsqlCommand command in new[] { rows._insert, rows._insertMany, rows._take })
        {
            await command.PrepareAsync();
        }

        return rows;
    }

    public Task InsertAsync() => _insert.ExecuteNonQueryAsync();

    public async Task InsertAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _insert.ExecuteNonQueryAsync();
        }
    }

    public async Task InsertManyAsync(int count)
    {
        for (int i = 0; i < count; i += OfACommit)
        {
            await _insertMany.ExecuteNonQueryAsync();
        }
    }

    public async Task TakeAsync(int count)
    {
        int taken = 0;
        while (taken < count)
        {
            int before = taken;
            await using NpgsqlDataReader reader = await _take.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                taken++;
            }

            if (taken == before)
            {
                throw new InvalidOperationException($"{taken} rows were there; expected {count}.");
            }
        }
    }

    public async Task PassAsync(int count)
    {
        await InsertManyAsync(count);
        await TakeAsync(count);
    }

    public async Task ClearAsync()
    {
        await using NpgsqlCommand clear = new($"TRUNCATE {_table}", _connection);
        await clear.ExecuteNonQueryAsync();
    }

    public async Task FillAsync(int count)
    {
        await ClearAsync();
        await InsertManyAsync(count);
    }

    public async ValueTask DisposeAsync()
    {
        await using (NpgsqlCommand drop = new($"DROP TABLE {_table}", _connection))
        {
            await drop.ExecuteNonQueryAsync();
        }

        await _insert.DisposeAsync();
        await _insertMany.DisposeAsync();
        await _take.DisposeAsync();
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }
}
