using Pynenc.Backend;
using SQLitePCL;

namespace Pynenc.SQLite;

/// <summary>Turns SQLite's result codes into sentences: what was seen, the limit, the next step.</summary>
internal static class SQLiteErrors
{
    public static BackendException Of(int code, string message, string path, SQLiteBackendOptions options, Exception? inner = null)
    {
        string seen = $"SQLite says '{message}' (code {code}).";
        return (code & 0xFF) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => Busy(path, options, inner),
            raw.SQLITE_NOTADB => new BackendException(
                $"'{path}' is not a SQLite database; {seen} Name another file, or move this one away.", isTransient: false, inner),
            raw.SQLITE_CORRUPT => new BackendException(
                $"The database '{path}' is damaged; {seen} Stop every process that uses it, restore a backup, or save what is left with: sqlite3 '{path}' .recover", isTransient: false, inner),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => new BackendException(
                $"The database '{path}' cannot be written; {seen} Give this user write access to the file and to its folder, where SQLite keeps the -wal and -shm files.", isTransient: false, inner),
            raw.SQLITE_CANTOPEN => new BackendException(
                $"The database '{path}' cannot be opened; {seen} Check that the folder exists, that this user may write in it, and that the path is no folder itself.", isTransient: false, inner),
            raw.SQLITE_FULL => new BackendException(
                $"The disk of '{path}' is full; {seen} Nothing of this step was stored. Free space; the next try works then.", isTransient: true, inner),
            raw.SQLITE_IOERR => new BackendException(
                $"The disk of '{path}' failed; {seen} Check the disk and the system's log; a database must not lie on a network share.", isTransient: true, inner),
            raw.SQLITE_TOOBIG => new BackendException(
                $"A value is too large for '{path}'; {seen} The limit is 1,000,000,000 bytes. Store it elsewhere and pass its name.", isTransient: false, inner),
            _ => new BackendException($"The database '{path}' refused a statement; {seen} Report it with this text.", isTransient: false, inner),
        };
    }

    /// <summary>What SQLite itself does not notice: its pages are in order, and what they say makes no sense.</summary>
    public static BackendException Damaged(string path, string seen) => new(
        $"The database '{path}' was changed by hand or is damaged: {seen}. Stop every process that uses it and restore a backup.", isTransient: false);

    public static BackendUnavailableException Busy(string path, SQLiteBackendOptions options, Exception? inner = null) => new(
        $"The database '{path}' was locked by another process for longer than {nameof(SQLiteBackendOptions.BusyTimeout)}, which is {options.BusyTimeout}. Look for a process that holds a transaction open, or lengthen the time-out.", inner);
}
