using System.Globalization;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Brings an application's tables to the version this package writes, and refuses newer ones.</summary>
internal static class Migrator
{
    private static readonly Migration[] Steps = [Migration0001.Step];

    /// <summary>The version this package reads and writes.</summary>
    public static int Latest => Steps[^1].Version;

    /// <exception cref="BackendException">The tables were written by a newer version; nothing was changed.</exception>
    public static void Migrate(SQLiteLink link, SQLiteLocation location, ILogger logger)
    {
        // Looking first keeps a process that starts from waiting for those that write.
        if (Version(link, location) == Latest)
        {
            return;
        }

        link.Execute("BEGIN IMMEDIATE");
        try
        {
            long from = Version(link, location);
            if (from == 0)
            {
                link.Execute(location.Names.Render(
                    "CREATE TABLE {schema} (version INTEGER NOT NULL); INSERT INTO {schema} (version) VALUES (0)"));
            }

            foreach (Migration step in Steps.Where(s => s.Version > from))
            {
                link.Execute(location.Names.Render(step.Sql));
            }

            link.Execute(location.Names.Render($"UPDATE {{schema}} SET version = {Latest}"));
            link.Execute("COMMIT");
            if (from < Latest)
            {
                logger.SchemaMigrated(location.Names.AppId, location.Path, from, Latest);
            }
        }
        catch
        {
            if (link.IsInTransaction)
            {
                _ = link.TryExecute("ROLLBACK");
            }

            throw;
        }
    }

    private static long Version(SQLiteLink link, SQLiteLocation location)
    {
        string schema = location.Names.Render("{schema}").Trim('"');
        if (link.Ask($"SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '{schema}'") is null)
        {
            return 0;
        }

        long version = long.Parse(link.Ask($"SELECT version FROM \"{schema}\"") ?? "0", CultureInfo.InvariantCulture);
        return version <= Latest
            ? version
            : throw new BackendException(
                $"The tables of app '{location.Names.AppId}' in '{location.Path}' have schema version {version}; this version of Pynenc.SQLite reads up to {Latest}. Install the newer package, or name another file.", isTransient: false);
    }
}
