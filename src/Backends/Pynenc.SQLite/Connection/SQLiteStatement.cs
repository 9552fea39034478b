using System.Diagnostics.CodeAnalysis;
using SQLitePCL;

namespace Pynenc.SQLite;

/// <summary>A prepared statement: bind, step, read. Parameters count from 1, columns from 0.</summary>
/// <remarks>
/// Used instead of <c>SqliteCommand</c>, which allocates per parameter, boxes every value, and answers a busy database by
/// sleeping 150 ms.
/// </remarks>
internal sealed class SQLiteStatement(SQLiteLink link, sqlite3_stmt handle) : IDisposable
{
    /// <summary>SQLITE_STMTSTATUS_RUN, which the driver has no name for.</summary>
    private const int RunCounter = 6;

    /// <summary>True while it is among the statements its link resets at the end of a step.</summary>
    public bool IsTracked { get; set; }

    /// <summary>How often it was run.</summary>
    public int Runs => raw.sqlite3_stmt_status(handle, RunCounter, 0);

    public SQLiteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public SQLiteStatement Bind(int index, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(handle, index, number) : raw.sqlite3_bind_null(handle, index));
        return this;
    }

    public SQLiteStatement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(handle, index, value));
        return this;
    }

    public SQLiteStatement Bind(int index, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public SQLiteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span has no address, and SQLite reads a null address as NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    /// <summary>Binds 16 bytes, most significant first, so that ids of version 7 sort by time in an index.</summary>
    public SQLiteStatement Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(handle, index, bytes));
        return this;
    }

    public SQLiteStatement Bind(int index, Guid? value)
    {
        if (value is { } id)
        {
            return Bind(index, id);
        }

        Check(raw.sqlite3_bind_null(handle, index));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False, and the statement is reset, when there is none.</returns>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            Throw(code);
        }

        Reset();
        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int RunCounted()
    {
        Run();
        return link.Changes;
    }

    /// <summary>Ends the reading; the parameters stay bound.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(handle, column);

    public Guid Guid(int column)
    {
        ReadOnlySpan<byte> bytes = raw.sqlite3_column_blob(handle, column);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw link.Damaged($"an id has {bytes.Length} bytes instead of 16");
    }

    public Guid? GuidOrNull(int column) => IsNull(column) ? null : Guid(column);

    public DateTimeOffset Time(int column) => Ticks.Time(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            Throw(code);
        }
    }

    [DoesNotReturn]
    private void Throw(int code)
    {
        // The message belongs to the last call on the connection, so it is read before the reset.
        Exception error = link.Error(code);
        Reset();
        throw error;
    }
}
