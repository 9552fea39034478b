namespace Pynenc.SQLite;

/// <summary>A reading connection in use. Dispose exactly once.</summary>
internal readonly struct ReaderLease(SQLiteReaders readers, SQLiteLink link) : IDisposable
{
    /// <summary>The connection.</summary>
    public SQLiteLink Link => link;

    /// <summary>Makes all further statements of this lease see one moment.</summary>
    public void BeginSnapshot() => link.Execute("BEGIN");

    public void Dispose() => readers.Return(link);
}
