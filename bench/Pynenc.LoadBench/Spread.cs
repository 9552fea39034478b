namespace Pynenc.LoadBench;

/// <summary>Values in order.</summary>
internal sealed class Spread
{
    private readonly double[] _sorted;

    private Spread(IEnumerable<double> values) => _sorted = [.. values.Order()];

    public double Median => At(50);

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    public int Count => _sorted.Length;

    public static Spread Of(IEnumerable<double> values) => new(values);

    /// <summary>The value that so many percent of the values do not exceed.</summary>
    public double At(double percent) => _sorted[(int)Math.Clamp(Math.Ceiling(_sorted.Length * percent / 100) - 1, 0, _sorted.Length - 1)];
}
