using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Pynenc.Backend;
using SQLitePCL;

namespace Pynenc.SQLite;

/// <summary>One open connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SQLiteLink : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;
    private readonly SQLiteLocation _location;
    private readonly List<SQLiteStatement> _used = [];
    private SQLiteStatement?[] _statements = new SQLiteStatement?[64];

    private SQLiteLink(SqliteConnection connection, SQLiteLocation location)
    {
        _connection = connection;
        _handle = connection.Handle!;
        _location = location;
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>How often its prepared statements ran. SQLite counts; only benches ask.</summary>
    public long StatementsRun => _statements.Sum(s => (long)(s?.Runs ?? 0));

    /// <summary>True between a begin and its commit or rollback.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>True when SQLite may not write the file: it then opens it all the same, and says so at the first write.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    /// <summary>Opens the file.</summary>
    /// <param name="location">The file.</param>
    /// <param name="mayCreate">Creates it when it is missing. A reader must not: it would be an empty database.</param>
    /// <exception cref="BackendException">It cannot be opened.</exception>
    public static SQLiteLink Open(SQLiteLocation location, bool mayCreate)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = location.Path,
            Mode = mayCreate ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            return new SQLiteLink(connection, location);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SQLiteErrors.Of(error.SqliteErrorCode, error.Message, location.Path, location.Options, error);
        }
    }

    /// <summary>The prepared form of a statement, reset and ready to be bound. Parameters keep what was bound last.</summary>
    public SQLiteStatement Use(SqlText sql)
    {
        if (sql.Slot >= _statements.Length)
        {
            Array.Resize(ref _statements, Math.Max(sql.Slot + 1, _statements.Length * 2));
        }

        SQLiteStatement statement = _statements[sql.Slot] ??= Prepare(_location.Names.Render(sql.Template));
        if (statement.IsTracked)
        {
            statement.Reset();
        }
        else
        {
            statement.IsTracked = true;
            _used.Add(statement);
        }

        return statement;
    }

    /// <summary>Ends every reading, so that no snapshot is held between two steps.</summary>
    public void ResetAll()
    {
        foreach (SQLiteStatement statement in _used)
        {
            statement.Reset();
            statement.IsTracked = false;
        }

        _used.Clear();
    }

    /// <summary>Runs SQL that returns nothing, several statements if need be.</summary>
    public void Execute(string sql)
    {
        int code = TryExecute(sql);
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }

    /// <summary>Runs SQL that returns nothing.</summary>
    /// <returns>SQLite's result code.</returns>
    public int TryExecute(string sql) => raw.sqlite3_exec(_handle, sql);

    /// <summary>Runs SQL and returns the first column of its first row, as text.</summary>
    public string? Ask(string sql)
    {
        using SQLiteStatement statement = Prepare(sql);
        return statement.Step() ? statement.TextOrNull(0) : null;
    }

    /// <summary>How long SQLite itself waits for a lock.</summary>
    public void WaitWhenBusy(TimeSpan limit) => _ = raw.sqlite3_busy_timeout(_handle, (int)limit.TotalMilliseconds);

    /// <summary>Describes a result code of this connection.</summary>
    public BackendException Error(int code) =>
        SQLiteErrors.Of(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), _location.Path, _location.Options);

    /// <summary>Describes what cannot be in a database this package wrote.</summary>
    public BackendException Damaged(string seen) => SQLiteErrors.Damaged(_location.Path, seen);

    public void Dispose()
    {
        foreach (SQLiteStatement? statement in _statements)
        {
            statement?.Dispose();
        }

        _connection.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The statement owns the handle.")]
    private SQLiteStatement Prepare(string sql)
    {
        int code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement);
        return code == raw.SQLITE_OK ? new SQLiteStatement(this, statement) : throw Error(code);
    }
}
