using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Pynenc.SourceGeneration;

/// <summary>The tables people read say what the code does.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("AnalyzerReleases.Unshipped.md")]
    public void Every_diagnostic_stands_in_the_table(string file)
    {
        string[] ids = [.. typeof(Diagnostics).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => ((DiagnosticDescriptor)f.GetValue(null)!).Id)];
        string[] lines = File.ReadAllLines(Path.Combine(Source(), file));

        Assert.Equal(ids, lines.Select(l => l.TrimStart('|', ' ')).Where(l => l.StartsWith("PYN", StringComparison.Ordinal)).Select(l => l[..6]));
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/CompileTime/Pynenc.SourceGeneration");
}
