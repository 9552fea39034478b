using Microsoft.Data.Sqlite;

namespace Pynenc.LoadBench.Targets;

/// <summary>A table of bare rows.</summary>
internal sealed class SQLiteRows : IDisposable
{
    /// <summary>How many rows a commit takes, except where each row has its own.</summary>
    public const int OfACommit = 100;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _take;
    private readonly byte[] _payload = new byte[100];

    public SQLiteRows(string place, string synchronous)
    {
        _connection = new SqliteConnection($"Data Source={place};Pooling=False");
        _connection.Open();
        Run($"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; CREATE TABLE item (id INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
        _insert = Command("INSERT INTO item (payload) VALUES ($payload)");
        _insert.Parameters.AddWithValue("$payload", _payload);
        _take = Command("DELETE FROM item WHERE id IN (SELECT id FROM item ORDER BY id LIMIT $limit) RETURNING payload");
        _take.Parameters.AddWithValue("$limit", OfACommit);
    }

    public void Insert(int rows)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        for (int i = 0; i < rows; i++)
        {
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public Task InsertAsync(int rows, int commitEach)
    {
        for (int i = 0; i < rows; i += commitEach)
        {
            Insert(commitEach);
        }

        return Task.CompletedTask;
    }

    public Task TakeAsync(int rows, int commitEach)
    {
        for (int i = 0; i < rows; i += commitEach)
        {
            Take();
        }

        return Task.CompletedTask;
    }

    public Task PassAsync(int rows, int commitEach)
    {
        for (int i = 0; i < rows; i += commitEach)
        {
            Insert(commitEach);
            Take();
        }

        return Task.CompletedTask;
    }

    public Task FillAsync(int rows)
    {
        Run("DELETE FROM item");
        return InsertAsync(rows, 1000);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _take.Dispose();
        _connection.Dispose();
    }

    private void Take()
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _take.Transaction = transaction;
        using (SqliteDataReader reader = _take.ExecuteReader())
        {
            while (reader.Read())
            {
                _ = reader.GetStream(0).Length;
            }
        }

        transaction.Commit();
    }

    private void Run(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
