namespace Pynenc.LoadBench.Report;

/// <summary>One row of a report.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Unit">Of the values. Rates are per second: more is better; of everything else, less.</param>
internal sealed record Figure(string Measure, string Unit)
{
    /// <summary>One per round; the median counts.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>What the store itself can do; null where nothing compares.</summary>
    public RawLimit? Raw { get; init; }

    /// <summary>What the figure must reach; null for no such thing.</summary>
    public Bar? Bar { get; init; }

    public double Value => Spread.Of(Values).Median;

    /// <summary>The figure as a share of the raw one, or as a multiple where less is better.</summary>
    public double? Ratio => Raw is { Value: > 0 } raw ? Value / raw.Value : null;
}
