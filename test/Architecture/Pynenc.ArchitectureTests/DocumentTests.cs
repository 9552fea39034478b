using System.Text.RegularExpressions;
using Pynenc.Testing.Conformance;

namespace Pynenc.ArchitectureTests;

/// <summary>The documentation says what the tree is.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] CodeFolders = ["src", "test", "samples"];

    [Fact]
    public void The_architecture_page_names_exactly_the_projects_that_exist()
    {
        IEnumerable<string> named = ProjectFolder().Matches(SourceTree.Read("docs/architecture.md")).Select(m => m.Groups["path"].Value);
        Assert.Equal(SourceTree.Projects, named.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Code_that_a_page_takes_from_a_file_is_the_file_s_own_text()
    {
        int compared = 0;
        foreach (string page in SourceTree.Documents)
        {
            string text = SourceTree.Read(page);
            string expected = TakenCode().Replace(text, m =>
            {
                compared++;
                string file = m.Groups["file"].Value;
                string language = Path.GetExtension(file) == ".cs" ? "csharp" : string.Empty;
                return $"<!-- code: {file} -->\n```{language}\n{SourceTree.Read(file).TrimStart('\uFEFF').TrimEnd('\n')}\n```\n<!-- /code -->";
            });
            if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1" && text != expected)
            {
                File.WriteAllText(Path.Combine(SourceTree.Root, page), expected);
                text = expected;
            }

            Assert.True(text == expected, $"{page} shows other code than the file it names. Run this test with PYNENC_UPDATE_GOLDEN=1 and review the change.");
        }

        Assert.True(compared > 0, "No page takes code from a file; docs/backends/writing-a-backend.md should.");
    }

    [Fact]
    public void The_page_for_authors_of_backends_shows_the_sample_broker()
    {
        Assert.Contains("<!-- code: samples/CustomBroker/ListBroker.cs -->", SourceTree.Read("docs/backends/writing-a-backend.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_said_to_hold_a_promise_exists()
    {
        string page = SourceTree.Read("docs/promises.md");
        HashSet<string> cases = [.. ConformanceSuite.Cases.Select(c => c.Name)];
        HashSet<string> tests =
        [
            .. from file in SourceTree.Files("test", "*.cs")
               from Match method in TestMethod().Matches(SourceTree.Read(file))
               select $"{Path.GetFileNameWithoutExtension(file)}.{method.Groups["name"].Value}",
        ];

        string[] namedCases = [.. NamedCase().Matches(page).Select(m => m.Groups["name"].Value)];
        string[] namedTests = [.. NamedTest().Matches(page).Select(m => m.Groups["name"].Value)];

        Assert.Equal([], namedCases.Except(cases));
        Assert.Equal([], namedTests.Except(tests));
        Assert.InRange(namedCases.Length, 50, int.MaxValue);
        Assert.InRange(namedTests.Length, 30, int.MaxValue);
    }

    [Fact]
    public void Every_code_file_that_a_page_names_exists()
    {
        HashSet<string> names = [.. CodeFolders.SelectMany(f => SourceTree.Files(f, "*.cs")).Select(f => f.Split('/')[^1])];
        IEnumerable<string> wrong =
            from page in SourceTree.Documents
            from Match named in CodeFile().Matches(SourceTree.Read(page))
            where !names.Contains(named.Groups["name"].Value)
            select $"{page} names {named.Groups["name"].Value}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        IEnumerable<string> wrong =
            from page in SourceTree.Documents
            from Match link in Link().Matches(SourceTree.Read(page))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal)
            where !SourceTree.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select $"{page} links to {target}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_decision_tells_its_context_its_choice_and_its_consequence()
    {
        string[] headings = ["## Context", "## Choice", "## Consequence"];
        IEnumerable<string> wrong =
            from page in SourceTree.Files("docs/adr", "*.md")
            let seen = Heading().Matches(SourceTree.Read(page)).Select(m => m.Value)
            where !seen.SequenceEqual(headings)
            select $"{page} has the headings {string.Join(", ", seen)}; it must have {string.Join(", ", headings)}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps()
    {
        string[] numbers = [.. SourceTree.Files("docs/adr", "*.md").Select(f => f.Split('/')[^1][..4])];
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(n => $"{n:0000}"), numbers);
    }

    [GeneratedRegex(@"`(?<path>src/\w+/[\w.]+)`")]
    private static partial Regex ProjectFolder();

    [GeneratedRegex(@"<!-- code: (?<file>\S+) -->\n.*?<!-- /code -->", RegexOptions.Singleline)]
    private static partial Regex TakenCode();

    [GeneratedRegex(@"`(?:[\w./{}]+/)?(?<name>[\w.{}]+\.cs)`")]
    private static partial Regex CodeFile();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("\"(?<name>[A-Z][^\"]+)\"")]
    private static partial Regex NamedCase();

    [GeneratedRegex(@"`(?<name>[A-Z]\w+\.[A-Z]\w*_\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"public (?:async Task|void|Task) (?<name>[A-Z]\w*_\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex("^## .*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
