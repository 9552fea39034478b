using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using SQLitePCL;

namespace Pynenc.SQLite;

/// <summary>Opens the writing connection: the folder, the file, the settings of the file, the schema.</summary>
internal static class DatabaseOpener
{
    public static SQLiteLink Open(SQLiteLocation location, ILogger logger)
    {
        CreateFolder(location.Path);
        SQLiteLink link = SQLiteLink.Open(location, mayCreate: true);
        try
        {
            link.WaitWhenBusy(location.Options.BusyTimeout);
            RefuseReadOnly(link, location);
            UseWriteAheadLog(link, location);
            string synchronous = location.Options.Durability == Durability.Full ? "FULL" : "NORMAL";
            link.Execute($"PRAGMA synchronous = {synchronous}; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864");
            Migrator.Migrate(link, location, logger);

            // From here on the writer waits in its own way.
            link.WaitWhenBusy(TimeSpan.Zero);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <remarks>A connection keeps what it was allowed when it was opened; refusing it here lets a later try open a better one.</remarks>
    private static void RefuseReadOnly(SQLiteLink link, SQLiteLocation location)
    {
        if (link.IsReadOnly)
        {
            throw SQLiteErrors.Of(raw.SQLITE_READONLY, "attempt to write a readonly database", location.Path, location.Options);
        }
    }

    private static void CreateFolder(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? path;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(
                $"The folder '{folder}' of the database cannot be created: {error.Message} Create it, or name a path this user may write.", isTransient: false, error);
        }
    }

    /// <remarks>Two processes that open a new file at once get in each other's way here, and SQLite does not wait for this lock.</remarks>
    private static void UseWriteAheadLog(SQLiteLink link, SQLiteLocation location)
    {
        long start = Stopwatch.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                string? mode = link.Ask("PRAGMA journal_mode = WAL");
                if (mode != "wal")
                {
                    throw new BackendException(
                        $"The database '{location.Path}' stays in journal mode '{mode}' and needs 'wal'. Put it on a local disk, in a folder this user may write.", isTransient: false);
                }

                return;
            }
            catch (BackendUnavailableException) when (Stopwatch.GetElapsedTime(start) < location.Options.BusyTimeout)
            {
                Backoff.Wait(attempt);
            }
        }
    }
}
