using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>No statement reads a table from end to end, and those of every step go by the index that was made for them, with many rows on a real server.</summary>
public sealed partial class QueryPlanTests(ManyRows many, NewRows young, FewRows few) : IClassFixture<ManyRows>, IClassFixture<NewRows>, IClassFixture<FewRows>
{
    /// <summary>Statements that may scan a table that grows, and why.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["Purge.Entries"] = "Removes all of an application.",
        ["PostgresBroker.Delete"] = "Removes all of an application.",
        ["Adoption.AnyQueued"] = "Runs once, at the start of an application whose queue is elsewhere.",
        ["Adoption.OutOfQueue"] = "Runs once, when the kind of queue was changed.",
    };

    /// <summary>Tables that keep few rows, whatever is done.</summary>
    private static readonly string[] Small = ["app", "runner", "lane", "schema_version"];

    /// <summary>Statements that read all of an application in a table, or its first rows there, and why.</summary>
    private static readonly string[] OfApplication =
    [
        // Remove, adopt or count all of it.
        "Purge.", "LockOrder.All", "Adoption.", "PostgresBroker.Delete", "Waiting.Count", "PostgresInvocationQueries.Count", "PostgresRunnerStore.SumUp",

        // Are served by an index that is in their order, and end at their limit.
        "LimitedTake.Pick.All", "PostgresBroker.Receive.All", "PostgresBroker.Retrieve.All", "PostgresColocatedQueue.Take.All", "Ready.Next.", "RateKeys.RemoveOver",

        // Look at the few rows of an index that holds only what needs care, or at the counters.
        "PostgresSweepStore.Orphans", "PostgresSweepStore.Unqueued", "PostgresInvocationQueries.PageOfRanges",
    ];

    public static TheoryData<string> Statements => [.. All().Select(s => s.Name)];

    [Fact]
    public void All_statements_are_found() => Assert.True(All().Count > 80, $"{All().Count}");

    [Theory, MemberData(nameof(Statements))]
    public async Task A_statement_searches_and_does_not_scan(string name)
    {
        string plan = await PlanAsync(All().Single(s => s.Name == name).Sql);
        bool isScanning = plan.Contains("Seq Scan", StringComparison.Ordinal);
        Assert.True(isScanning == Allowed.ContainsKey(name), isScanning ? $"{name} scans.\n{plan}" : $"{name} does not scan any more: take it off the list.");
    }

    /// <summary>Plans are kept, so one that was made for tables that hold little must do when they hold much.</summary>
    [Theory, MemberData(nameof(Statements))]
    public async Task A_statement_searches_also_where_the_server_knows_nothing_of_its_tables(string name)
    {
        if (OfApplication.Any(n => name.StartsWith(n, StringComparison.Ordinal)))
        {
            return;
        }

        foreach (Rows rows in new Rows[] { young, few })
        {
            string plan = await PlanAsync(All().Single(s => s.Name == name).Sql, rows);
            string[] lines = plan.Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                if (Scan().Match(lines[i]) is { Success: true } scan && !Small.Contains(scan.Groups["table"].Value))
                {
                    string condition = lines.Skip(i + 1).TakeWhile(l => !l.Contains("->", StringComparison.Ordinal)).FirstOrDefault(l => l.Contains("Cond: ", StringComparison.Ordinal), "");
                    Assert.False(condition.Length == 0 || OnlyApplication().IsMatch(condition), $"{name} reads all of {scan.Groups["table"].Value}.\n{plan}");
                }
            }
        }
    }

    [Theory]
    [InlineData("PostgresInvocationStore.Claim", "invocation_id", "invocation_pkey", "call_pkey")]
    [InlineData("PostgresColocatedQueue.Take.All", "entry_ready", "invocation_pkey", "call_pkey")]
    [InlineData("PostgresColocatedQueue.Take.One", "entry_ready_of_queue", "invocation_pkey", "call_pkey")]
    [InlineData("HeldMove.Move", "invocation_id")]
    [InlineData("PostgresInvocationQueries.PageOfRanges", "invocation_page", "call_pkey")]
    [InlineData("PostgresInvocationQueries.Count", "tally_app")]
    [InlineData("LimitedTake.Pick.All", "entry_ready")]
    [InlineData("HotRow.Find", "invocation_id", "call_pkey", "trait_pkey")]
    public async Task A_step_goes_by_its_index(string name, params string[] indexes)
    {
        string plan = await PlanAsync(All().Single(s => s.Name == name).Sql);
        Assert.All(indexes, index => Assert.Matches($@"\b{index}\b", plan));
    }

    [Fact]
    public async Task The_first_entries_are_found_without_sorting_the_queue()
    {
        foreach (string way in new[] { "All", "One" })
        {
            string plan = await PlanAsync(All().Single(s => s.Name == $"PostgresBroker.Retrieve.{way}").Sql);
            Assert.DoesNotMatch(@"LockRows[^\n]*\n\s*->\s*(Incremental )?Sort", plan);
        }
    }

    private async Task<string> PlanAsync(SqlText sql, Rows? rows = null)
    {
        rows ??= many;
        string text = sql.In(rows.Schema);
        int parameters = Parameter().Matches(text).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        await using NpgsqlConnection connection = await rows.ConnectAsync();
        await connection.AskAsync("SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
        await connection.AskAsync($"PREPARE wanted (bigint, int) AS {text}");
        string values = string.Join(", ", Enumerable.Repeat("NULL", Math.Max(parameters, 2)));
        return string.Join('\n', await connection.AskAsync($"EXPLAIN EXECUTE wanted ({values})"));
    }

    private static List<(string Name, SqlText Sql)> All()
    {
        var found = new List<(string Name, SqlText Sql)>();
        foreach (Type type in typeof(PostgresBroker).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters && t.Name != "Migrations").OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                string name = $"{type.Name}.{field.Name.Replace("<", "", StringComparison.Ordinal).Replace(">k__BackingField", "", StringComparison.Ordinal)}";
                switch (field.GetValue(null))
                {
                    case SqlText text:
                        found.Add((name, text));
                        break;
                    case SqlText[] texts:
                        found.AddRange(texts.Select((t, i) => ($"{name}.{i}", t)));
                        break;
                    case QueueText queues:
                        found.Add(($"{name}.All", queues.For([])));
                        found.Add(($"{name}.One", queues.For(["a"])));
                        found.Add(($"{name}.Several", queues.For(["a", "b"])));
                        break;
                }
            }
        }

        return found;
    }

    [GeneratedRegex(@"(Seq Scan|Index Scan|Index Only Scan)( Backward)?( using \S+)? on (?<table>\S+)")]
    private static partial Regex Scan();

    [GeneratedRegex(@"Cond: \(\(?(\w+\.)?(app|\(app \+ 0\)) = \$2\)+$")]
    private static partial Regex OnlyApplication();

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Parameter();
}
