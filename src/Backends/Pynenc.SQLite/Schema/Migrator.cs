using System.Globalization;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Brings an application's tables to the version this package writes, and refuses newer ones.</summary>
internal static class Migrator
{
    private static readonly Migration[] Steps = [Migration0001.Step, Migration0002.Step, Migration0003.Step];

    /// <summary>The version this package reads and writes.</summary>
    public static int Latest => Steps[^1].Version;

    /// <exception cref="BackendException">The tables were written by a newer version, or by nobody we know; nothing was changed.</exception>
    public static void Migrate(SQLiteLink link, SQLiteLocation location, ILogger logger)
    {
        // Looking first keeps a process that starts from waiting for those that write.
        if (Version(link, location) == Latest)
        {
            EnsureComplete(link, location, Latest);
            return;
        }

        link.Execute("BEGIN IMMEDIATE");
        try
        {
            long from = Version(link, location);
            EnsureComplete(link, location, from);
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

        bool hasVersion = link.Ask($"SELECT 1 FROM pragma_table_info('{schema}') WHERE name = 'version'") is not null;
        string? text = hasVersion ? link.Ask($"SELECT version FROM \"{schema}\"") : null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long version) || version == 0)
        {
            throw Unknown(location, $"the version in '{schema}' is '{text ?? "missing"}'");
        }

        return version <= Latest
            ? version
            : throw new BackendException(
                $"The tables of app '{location.Names.AppId}' in '{location.Path}' have schema version {version}; this version of Pynenc.SQLite reads up to {Latest}. Install the newer package, or name another file.", isTransient: false);
    }

    /// <summary>Refuses tables that are not those of their version: some are missing, or are there before the first.</summary>
    private static void EnsureComplete(SQLiteLink link, SQLiteLocation location, long version)
    {
        // A dot is followed by a slash in the order of characters, so this is every name that begins with the prefix.
        string prefix = $"pynenc.{location.Names.AppId}";
        string names = link.Ask($"SELECT group_concat(name, '\n') FROM sqlite_schema WHERE name > '{prefix}.' AND name < '{prefix}/'") ?? string.Empty;
        string[] seen = names.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (version == 0 && seen.Length > 0)
        {
            throw Unknown(location, $"there is '{seen[0]}' and no '{prefix}.schema'");
        }

        string[] expected = [.. Steps.Where(s => s.Version <= version).SelectMany(s => s.Creates(location.Names))];
        if (expected.Except(seen).FirstOrDefault() is { } missing)
        {
            throw Unknown(location, $"'{missing}' is missing");
        }
    }

    private static BackendException Unknown(SQLiteLocation location, string seen) => new(
        $"The tables of app '{location.Names.AppId}' in '{location.Path}' are not as this package writes them: {seen}; it reads versions 1 to {Latest}. Restore a backup, or name another file.", isTransient: false);
}
