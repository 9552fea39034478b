using System.Globalization;
using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>What a figure must reach.</summary>
/// <param name="Limit">In the figure's unit, or as a share of what the store alone can do.</param>
/// <param name="Sign">How the figure must stand to it.</param>
/// <param name="IsShare">True for a share.</param>
internal readonly record struct Bar(double Limit, string Sign, bool IsShare)
{
    public static Bar AtLeast(double limit) => new(limit, "≥", IsShare: false);

    public static Bar AtMost(double limit) => new(limit, "≤", IsShare: false);

    public static Bar Below(double limit) => new(limit, "<", IsShare: false);

    /// <summary>So much of the raw figure beside it, 1 for all of it.</summary>
    public static Bar AtLeastOfRaw(double share) => new(share, "≥", IsShare: true);

    public bool IsMetBy(Figure figure)
    {
        double value = IsShare ? figure.Ratio ?? double.NaN : figure.Value;
        return Sign switch
        {
            "≥" => value >= Limit,
            "≤" => value <= Limit,
            _ => value < Limit,
        };
    }

    public override string ToString() => IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{Sign} {Limit * 100:0.#} % of it")
        : string.Create(CultureInfo.InvariantCulture, $"{Sign} {Limit:#,0.###}");
}
