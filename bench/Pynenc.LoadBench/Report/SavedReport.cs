using System.Text;
using System.Text.Json;

namespace Pynenc.LoadBench.Report;

/// <summary>Writes a report as Markdown for people, and as JSON to compare with later ones.</summary>
internal static class SavedReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="folder">Where it goes.</param>
    /// <param name="name">Of the files, without an ending.</param>
    /// <param name="arguments">What the bench was asked for.</param>
    /// <param name="circumstances">Lines about the machine and the run.</param>
    /// <param name="benches">What was measured.</param>
    public static void Write(string folder, string name, string arguments, IReadOnlyList<string> circumstances, IReadOnlyList<Bench> benches)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), Markdown(name, arguments, circumstances, benches));
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), Json(circumstances, benches));
    }

    private static string Markdown(string name, string arguments, IReadOnlyList<string> circumstances, IReadOnlyList<Bench> benches)
    {
        var text = new StringBuilder().Append("# Load bench: ").Append(name).Append("\n\n");
        text.Append("Written by `./build.sh bench load ").Append(arguments).Append(" --save`. Every body runs and counts itself, results and histories are kept; medians of rounds.\n\n");
        foreach (string line in circumstances)
        {
            text.Append("- ").Append(line).Append('\n');
        }

        foreach (Bench bench in benches)
        {
            text.Append("\n## ").Append(bench.Target.Name).Append("\n\n").Append(bench.Target.Setting).Append("\n\n");
            Row(Format.Columns);
            Row(["---", "--:", "--:", "---", "--:", "---"]);
            foreach (Figure figure in bench.Figures)
            {
                Row(Format.Row(figure));
            }
        }

        return text.ToString();

        void Row(string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    private static string Json(IReadOnlyList<string> circumstances, IReadOnlyList<Bench> benches) => JsonSerializer.Serialize(
        new
        {
            circumstances,
            targets = benches.Select(b => new
            {
                name = b.Target.Name,
                figures = b.Figures.Select(f => new { f.Measure, f.Unit, f.Value, f.Values, raw = f.Raw?.Value, f.Ratio, bar = f.Bar?.ToString(), met = f.Bar?.IsMetBy(f) }),
            }),
        },
        Indented) + "\n";
}
