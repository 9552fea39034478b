using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pynenc.SourceGeneration.Harness;

/// <summary>What the generator made of some sources.</summary>
internal sealed record Generated(GeneratorRunResult Result, Compilation Output)
{
    public IReadOnlyList<string> HintNames => [.. Result.GeneratedSources.Select(s => s.HintName)];

    public IReadOnlyList<string> Ids => [.. Result.Diagnostics.Select(d => d.Id)];

    public static Generated From(params string[] sources)
    {
        CSharpCompilation input = Compilations.Create(sources);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new TaskGenerator().AsSourceGenerator()], parseOptions: Compilations.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(input, out Compilation output, out _, TestContext.Current.CancellationToken);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return new Generated(result, output);
    }

    /// <summary>A class of tasks in a namespace, around the given members.</summary>
    public static Generated FromMembers(string members) => From($$"""
        namespace Shop;
        public static class Jobs
        {
            {{members}}
        }
        """);

    public string Text(string hintName) => Result.GeneratedSources.Single(s => s.HintName == hintName).SourceText.ToString();

    /// <summary>All files, each under a line with its name.</summary>
    public string AllText() => string.Join("\n", Result.GeneratedSources
        .OrderBy(s => s.HintName, StringComparer.Ordinal)
        .Select(s => $"//// {s.HintName}\n{s.SourceText}"));

    /// <summary>Fails on any error or warning, of the generator or of the compiler over generated code.</summary>
    public Generated AssertClean()
    {
        Assert.Empty(Result.Diagnostics);
        string[] complaints =
        [
            .. Output.GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(d => d.Severity is DiagnosticSeverity.Warning or DiagnosticSeverity.Error)
                .Where(d => d.Severity == DiagnosticSeverity.Error || IsGenerated(d))
                .Select(d => d.ToString()),
        ];
        Assert.True(complaints.Length == 0, $"{string.Join("\n", complaints)}\n\n{AllText()}");
        return this;
    }

    private static bool IsGenerated(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;
}
