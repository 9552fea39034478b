using System.Text;
using Pynenc.Testing.Conformance;

namespace Pynenc.ArchitectureTests;

/// <summary>What the documentation says about guarantees is what the packages say, and every guarantee has its tests.</summary>
public sealed class GuaranteeTests
{
    private const string Page = "docs/backends/guarantees.md";

    private static readonly Promise[] Promises = Enum.GetValues<Promise>();

    private static readonly (string Broker, string State)[] Rows =
    [
        ("Memory", "Memory"),
        ("SQLite", "SQLite"),
        ("Redis", "Redis"),
        ("Postgres", "Postgres"),
        ("MongoDB", "MongoDB"),
        ("RabbitMQ", "Redis"),
        ("RabbitMQ", "Postgres"),
        ("RabbitMQ", "MongoDB"),
        ("RabbitMQ", "SQLite"),
    ];

    [Fact]
    public void Every_backend_of_this_repository_stands_in_the_matrix()
    {
        IEnumerable<string> packages = SourceTree.Projects
            .Where(p => p.StartsWith("src/Backends/", StringComparison.Ordinal)).Select(p => p.Split('.')[^1]);

        Assert.Equal(packages.Order(), Rows.SelectMany(r => new[] { r.Broker, r.State }).Select(n => Plugin(n).GetType().Assembly.GetName().Name!.Split('.')[^1]).Distinct().Order());
    }

    [Fact]
    public void Every_promise_of_a_backend_names_cases_that_exist()
    {
        string[] cases = [.. ConformanceSuite.Cases.Select(c => c.Name)];
        foreach (Promise promise in Promises)
        {
            Assert.NotEmpty(PromiseCases.Of(promise));
            Assert.Empty(PromiseCases.Of(promise).Except(cases));
        }
    }

    [Fact]
    public void Every_backend_that_guarantees_anything_runs_the_whole_kit()
    {
        IEnumerable<string> wrong =
            from name in Rows.SelectMany(r => new[] { r.Broker, r.State }).Distinct()
            where Plugin(name).Guarantees.Any(g => g.Level == GuaranteeLevel.Guaranteed)
            let assembly = Plugin(name).GetType().Assembly.GetName().Name
            where !SourceTree.Files($"test/Backends/{assembly}.Tests", "*.cs").Any(f => SourceTree.Read(f).Contains("ConformanceSuite.Cases", StringComparison.Ordinal))
            select $"{name} guarantees something, and test/Backends/{assembly}.Tests does not run ConformanceSuite.Cases";
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_backend_says_each_promise_once_and_says_what_breaks_a_best_effort()
    {
        foreach (string name in Rows.SelectMany(r => new[] { r.Broker, r.State }).Distinct())
        {
            IReadOnlyList<Guarantee> guarantees = Plugin(name).Guarantees;
            Assert.Distinct(guarantees.Select(g => g.Promise));
            Assert.DoesNotContain(guarantees, g => g is { Level: GuaranteeLevel.BestEffort, Condition: "" });
        }
    }

    [Fact]
    public void The_page_of_guarantees_is_written_from_the_packages()
    {
        string expected = Text();
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(SourceTree.Root, Page), expected);
        }

        Assert.True(SourceTree.Exists(Page) && SourceTree.Read(Page) == expected, $"{Page} is not what the packages say. Run this test with PYNENC_UPDATE_GOLDEN=1 and review the change.");
    }

    private static BackendPlugin Plugin(string name) =>
        BackendPlugins.Find(name) ?? throw new InvalidOperationException($"No package has a backend '{name}'. Reference its project in these tests.");

    private static string Text()
    {
        var text = new StringBuilder();
        text.Append("# What each backend guarantees\n\n<!-- Written by GuaranteeTests from the packages; run it with PYNENC_UPDATE_GOLDEN=1. -->\n\n");
        text.Append("**guaranteed**: it holds whatever fails, under the conditions below, and the cases at the end of this page prove it on every build, on a real server.\n");
        text.Append("*best effort*: it holds as a rule; what breaks it stands below. -: not supported.\n\n");
        text.Append("| broker + state | ").AppendJoin(" | ", Promises.Select(Words)).Append(" |\n|---|").AppendJoin("|", Promises.Select(_ => "---")).Append("|\n");
        foreach ((string broker, string state) in Rows)
        {
            IEnumerable<string> cells = Guarantee.Of(Plugin(broker), Plugin(state)).Select(g => Mark(g.Level));
            text.Append("| ").Append(Title(broker, state)).Append(" | ").AppendJoin(" | ", cells).Append(" |\n");
        }

        text.Append("\nIn a mix the order is the broker's, everything else the state backend's: the queue is a hint, the store keeps what it still lacks.\n");
        text.Append("\n## Conditions\n");
        foreach ((string broker, string state) in Rows)
        {
            Guarantee[] told = [.. Guarantee.Of(Plugin(broker), Plugin(state)).Where(g => g.Condition.Length > 0)];
            if (told.Length > 0)
            {
                text.Append("\n### ").Append(Title(broker, state)).Append("\n\n");
                foreach (Guarantee guarantee in told)
                {
                    text.Append("- ").Append(Words(guarantee.Promise)).Append(": ").Append(guarantee.Condition).Append('\n');
                }
            }
        }

        text.Append("\n## The cases behind each promise\n");
        foreach (Promise promise in Promises)
        {
            text.Append("\n### ").Append(Words(promise)).Append("\n\n").AppendJoin('\n', PromiseCases.Of(promise).Select(c => $"- {c}")).Append('\n');
        }

        return text.ToString();
    }

    private static string Title(string broker, string state) => broker == state ? broker : $"{broker} + {state}";

    private static string Mark(GuaranteeLevel level) => level switch
    {
        GuaranteeLevel.Guaranteed => "**guaranteed**",
        GuaranteeLevel.BestEffort => "*best effort*",
        _ => "-",
    };

    private static string Words(Promise promise) =>
        string.Concat(promise.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}
