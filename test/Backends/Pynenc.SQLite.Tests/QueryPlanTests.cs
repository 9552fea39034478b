using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Pynenc.SQLite.Tests;

/// <summary>No statement reads a table that grows from end to end, except where the list says why.</summary>
public sealed class QueryPlanTests
{
    /// <summary>Tables whose size does not depend on how much work there is.</summary>
    private static readonly string[] Small = ["ledger", "counter", "task", "queue", "runner", "schema"];

    /// <summary>Statements that may scan a table that grows, and why.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["QueuePeek.LookAtAll"] = "EXISTS stops at the first entry.",
        ["WriteTransaction.AnyEdge"] = "EXISTS stops at the first edge.",
        ["AdoptOperation.Mark"] = "Runs once, when the kind of queue was changed.",
        ["AdoptOperation.ReadRoutable"] = "Runs once, when the kind of queue was changed.",
        ["OrphanReader.ReadStranded"] = "Sorts what is between two statuses just now; it is never much.",
        ["SQLiteRunnerStore.ReadAll"] = "Sorts the runners.",
        ["Turns.DeleteOver"] = "Runs once for each doubling of the lanes.",
    };

    public static TheoryData<string> Statements => [.. All().Select(s => s.Name)];

    [Fact]
    public void All_statements_are_found() => Assert.True(All().Count > 60, $"{All().Count}");

    [Theory, MemberData(nameof(Statements))]
    public async Task A_statement_searches_and_does_not_scan(string name)
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.DisposeAsync();
        string sql = new TableNames(new AppId("shop")).Render(All().Single(s => s.Name == name).Sql.Template);
        using SqliteConnection connection = file.Connect();
        string[] scans = [.. Plan(connection, sql).Where(IsBad)];
        bool isPurge = sql.StartsWith("DELETE FROM", StringComparison.Ordinal) && !sql.Contains("WHERE", StringComparison.Ordinal);
        if (Allowed.ContainsKey(name))
        {
            Assert.True(scans.Length > 0, $"{name} does not scan any more: take it off the list.");
        }
        else if (!isPurge)
        {
            Assert.True(scans.Length == 0, $"{name} scans.\n{sql}\n{string.Join('\n', scans)}");
        }
    }

    private static bool IsBad(string line) =>
        (line.StartsWith("SCAN", StringComparison.Ordinal) && !line.StartsWith("SCAN CONSTANT ROW", StringComparison.Ordinal) && !Small.Any(s => line.StartsWith($"SCAN pynenc.shop.{s}", StringComparison.Ordinal)))
        || line.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal)
        || line.Contains("AUTOMATIC", StringComparison.Ordinal);

    private static List<string> Plan(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The package's own statements.
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        for (int i = 1; i <= 16; i++)
        {
            if (sql.Contains($"?{i}", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue($"?{i}", 1);
            }
        }

        using SqliteDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(3));
        }

        return lines;
    }

    private static List<(string Name, SqlText Sql)> All()
    {
        var found = new List<(string Name, SqlText Sql)>();
        foreach (Type type in typeof(SQLiteBroker).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                if (field.FieldType == typeof(SqlText))
                {
                    found.Add(($"{type.Name}.{field.Name}", (SqlText)field.GetValue(null)!));
                }
                else if (field.FieldType == typeof(SqlText[]))
                {
                    found.AddRange(((SqlText[])field.GetValue(null)!).Select((s, i) => ($"{type.Name}.{field.Name}.{i}", s)));
                }
            }
        }

        return found;
    }
}
