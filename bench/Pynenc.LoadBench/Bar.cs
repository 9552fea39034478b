using System.Globalization;

namespace Pynenc.LoadBench;

/// <summary>What a figure must reach.</summary>
internal readonly record struct Bar(double Limit, bool IsLeast)
{
    public static Bar AtLeast(double limit) => new(limit, IsLeast: true);

    public static Bar Below(double limit) => new(limit, IsLeast: false);

    public bool IsMetBy(double value) => IsLeast ? value >= Limit : value < Limit;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? "≥" : "<")} {Limit:#,0.###}");
}
