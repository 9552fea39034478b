using System.Runtime.CompilerServices;
using Npgsql;

namespace Pynenc.Postgres.Tests;

/// <summary>What lies in the database is public: a change must be seen in review, and comes with a migration.</summary>
public sealed class StoredFormatTests
{
    private const string Columns =
        """
        SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname = $1 AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum
        """;

    private const string Indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY indexname";

    private const string Sequences = "SELECT 'SEQUENCE ' || sequencename FROM pg_sequences WHERE schemaname = $1 ORDER BY sequencename";

    [Fact]
    public async Task The_schema_is_the_approved_one()
    {
        string server = await Server.SharedAsync();
        string schema = Server.NewSchema();
        await using (PynencApp app = PynencApp.Create(o => o.AppId("format").UsePostgres(server, s => s.Schema = schema)))
        {
            await app.InitializeAsync(TestContext.Current.CancellationToken);
        }

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server);
        string seen = $"""
            version {Migrations.Newest}

            {await AskAsync(source, Columns, schema)}

            {await AskAsync(source, Indexes, schema)}

            {await AskAsync(source, Sequences, schema)}

            """.ReplaceLineEndings("\n").Replace(schema + ".", "", StringComparison.Ordinal);
        Matches(seen);
    }

    private static async Task<string> AskAsync(NpgsqlDataSource source, string sql, string schema)
    {
#pragma warning disable CA2100 // Statements of this class.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(rows.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private static void Matches(string seen, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "approved", "schema.txt");
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, seen);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with PYNENC_UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), seen);
    }
}
