using System.Runtime.CompilerServices;

namespace Pynenc.SQLite.Tests;

/// <summary>What lies in the file is public: a change must be seen in review, and comes with a migration.</summary>
public sealed class StoredFormatTests
{
    [Fact]
    public async Task The_schema_is_the_approved_one()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync("appid");
        await app.DisposeAsync();
        string[] sql = file.Ask("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name LIKE 'pynenc.%' ORDER BY name");
        string seen = $"""
            version {file.Ask("""SELECT version FROM "pynenc.appid.schema" """)[0]}

            {string.Join("\n\n", sql.Select(s => s + ";"))}

            """.ReplaceLineEndings("\n").Replace("pynenc.appid.", "pynenc.{app}.", StringComparison.Ordinal);
        Matches(seen);
    }

    private static void Matches(string seen, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "approved", "schema.txt");
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, seen);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with PYNENC_UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), seen);
    }
}
