using System.Globalization;

namespace Pynenc.LoadBench.Report;

/// <summary>Figures as text.</summary>
internal static class Format
{
    /// <summary>The columns of a table: measure, value, min to max, raw, ratio, bar.</summary>
    public static string[] Columns { get; } = ["measure", "median", "min to max", "the store alone", "ratio", "bar"];

    public static string[] Row(Figure figure)
    {
        var spread = Spread.Of(figure.Values);
        return
        [
            figure.Measure,
            $"{Number(spread.Median)} {figure.Unit}".TrimEnd(),
            spread.Count > 1 ? $"{Number(spread.Min)} to {Number(spread.Max)}" : "",
            figure.Raw is { } raw ? $"{Number(raw.Value)} ({raw.What})" : "",
            figure.Ratio is { } ratio ? figure.Unit == "/s" ? $"{Number(ratio * 100)} %" : $"{Number(ratio)} ×" : "",
            figure.Bar is { } bar ? $"{bar} {(bar.IsMetBy(figure) ? "met" : "MISSED")}" : "",
        ];
    }

    /// <summary>Three digits that count.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 or 0 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
