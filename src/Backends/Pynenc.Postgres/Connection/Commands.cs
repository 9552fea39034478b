using Npgsql;

namespace Pynenc.Postgres;

/// <summary>Statements that go to the server together, in one message.</summary>
internal sealed class Commands(PostgresDatabase database, NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection) { Timeout = (int)database.Settings.CommandTimeout.TotalSeconds };

    public NpgsqlConnection Connection => connection;

    public int Count => _batch.BatchCommands.Count;

    /// <summary>Adds a statement whose first parameters are the virtual time, null in real time, and the application.</summary>
    public Command Add(SqlText text)
    {
        var command = new NpgsqlBatchCommand(text.In(database.Settings.Schema));
        _batch.BatchCommands.Add(command);
        return new Command(command).With(database.VirtualNow).With(database.AppNumber);
    }

    public Task<int> RunAsync(CancellationToken cancellationToken) => _batch.ExecuteNonQueryAsync(cancellationToken);

    public Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken) => _batch.ExecuteReaderAsync(cancellationToken);

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}

/// <summary>One of them, while its parameters are added in their order.</summary>
internal readonly struct Command(NpgsqlBatchCommand command)
{
    public Command With<T>(T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return this;
    }
}
