namespace Pynenc.LoadBench.Report;

/// <summary>Prints the rows as they come.</summary>
internal static class ConsoleReport
{
    private static readonly int[] Widths = [46, 16, 24, 72, 9, 0];

    public static void Heading(BenchTarget target)
    {
        Console.WriteLine();
        Console.WriteLine($"{target.Name}: {target.Setting}");
        Line(Format.Columns);
    }

    public static void Write(Figure figure) => Line(Format.Row(figure));

    private static void Line(string[] cells) =>
        Console.WriteLine(string.Concat(cells.Select((cell, i) => i == 0 ? cell.PadRight(Widths[i]) : "  " + cell.PadRight(Widths[i]))).TrimEnd());
}
