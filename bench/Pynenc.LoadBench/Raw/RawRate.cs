using System.Diagnostics;

namespace Pynenc.LoadBench;

/// <summary>Measures what a store can do by itself, as the figures beside it are measured: a warm-up, then the median.</summary>
internal static class RawRate
{
    /// <summary>Items a second.</summary>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="items">How many items a round moves.</param>
    /// <param name="round">Moves them.</param>
    /// <param name="prepare">What is done before each round, and not measured; null for nothing.</param>
    public static async Task<double> OfAsync(int rounds, int items, Func<Task> round, Func<Task>? prepare = null)
    {
        var rates = new List<double>();
        for (int i = 0; i <= rounds; i++)
        {
            await (prepare?.Invoke() ?? Task.CompletedTask);
            long start = Stopwatch.GetTimestamp();
            await round();
            if (i > 0)
            {
                rates.Add(items / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return Spread.Of(rates).Median;
    }
}
