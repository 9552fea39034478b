using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pynenc.SourceGeneration.Harness;

namespace Pynenc.SourceGeneration;

/// <summary>An edit redoes the work it touches, and no other.</summary>
public sealed class CachingTests
{
    private const string Jobs = """
        namespace Shop;
        public static class Jobs { [PynencTask(MaxRetries = 3, Aliases = ["old"], RetryFor = [typeof(Exception)])] public static int Add(int x, string? y = "z") => x; }
        public class Mailer(IServiceProvider services) { [PynencTask] public void Send() => _ = services; }
        """;

    private const string Other = "public class Other { public int X; }";
    private const string Problem = "public static class Wrong { [PynencTask] public static void Bad(ref int x) { } }";

    [Theory]
    [InlineData("public class Other { public int Y; public string Z() => \"new\"; }")]
    [InlineData("// gone")]
    public void An_unrelated_edit_leaves_every_output_cached(string edited) =>
        Assert.All(Outcomes(Other, edited), o => Assert.True(o is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{o}"));

    [Fact]
    public void Code_that_moves_down_a_line_leaves_every_source_cached()
    {
        GeneratorRunResult result = Rerun([Jobs], 0, "// A line more.\n" + Jobs);

        Assert.All(Sources(result), o => Assert.True(o is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{o}"));
    }

    [Fact]
    public void A_change_in_one_class_leaves_the_others_cached()
    {
        GeneratorRunResult result = Rerun([Jobs], 0, Jobs.Replace("int x", "long x", StringComparison.Ordinal).Replace("=> x", "=> 1", StringComparison.Ordinal));

        IncrementalStepRunReason[] classes = Reasons(result, TaskGenerator.ClassesStep);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged], classes.Order());
        Assert.All(Reasons(result, TaskGenerator.RegistrationsStep), r => Assert.Equal(IncrementalStepRunReason.Unchanged, r));
    }

    [Fact]
    public void A_changed_option_is_seen() =>
        Assert.Contains(IncrementalStepRunReason.Modified, Sources(Rerun([Jobs], 0, Jobs.Replace("MaxRetries = 3", "MaxRetries = 4", StringComparison.Ordinal))));

    private static IEnumerable<IncrementalStepRunReason> Outcomes(string before, string after)
    {
        GeneratorRunResult result = Rerun([Jobs, Problem, before], 2, after);
        return [
            .. Sources(result),
            .. Reasons(result, TaskGenerator.ClassesStep),
            .. Reasons(result, TaskGenerator.ProblemsStep),
            .. Reasons(result, TaskGenerator.RegistrationsStep),
        ];
    }

    private static GeneratorRunResult Rerun(string[] sources, int index, string edited)
    {
        CSharpCompilation first = Compilations.Create(sources);
        SyntaxTree old = first.SyntaxTrees.Single(t => t.FilePath == $"File{index}.cs");
        CSharpCompilation second = first.ReplaceSyntaxTree(old, Compilations.Tree(edited, old.FilePath));
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        GeneratorDriver driver = CSharpGeneratorDriver
            .Create([new TaskGenerator().AsSourceGenerator()], parseOptions: Compilations.ParseOptions, driverOptions: options)
            .RunGenerators(first, TestContext.Current.CancellationToken)
            .RunGenerators(second, TestContext.Current.CancellationToken);
        return driver.GetRunResult().Results.Single();
    }

    private static IEnumerable<IncrementalStepRunReason> Sources(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(s => s.Value).Where(s => s.Outputs.Length > 0).SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason)];
}
