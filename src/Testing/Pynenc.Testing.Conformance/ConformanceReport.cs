using System.Globalization;

namespace Pynenc.Testing.Conformance;

/// <summary>What the kit found on one backend.</summary>
/// <param name="name">The backend, and the mode it was run in.</param>
/// <param name="capabilities">What it declares, in words.</param>
public sealed class ConformanceReport(string name, string capabilities)
{
    private readonly List<ConformanceResult> _results = [];

    /// <summary>The backend, and the mode it was run in.</summary>
    public string Name { get; } = name;

    /// <summary>What it declares, in words.</summary>
    public string Capabilities { get; } = capabilities;

    /// <summary>Every case that was run, in order.</summary>
    public IReadOnlyList<ConformanceResult> Results => _results;

    /// <summary>The broken promises.</summary>
    public IEnumerable<ConformanceResult> Failures => _results.Where(r => r.Outcome == ConformanceOutcome.Failed);

    /// <summary>How many cases ended so.</summary>
    public int Count(ConformanceOutcome outcome) => _results.Count(r => r.Outcome == outcome);

    /// <summary>Adds what became of a case.</summary>
    public void Add(ConformanceResult result) => _results.Add(result);

    /// <summary>Writes a table by area, then every failure and every reason for a skip.</summary>
    public void WriteTo(TextWriter writer)
    {
        writer.WriteLine($"== {Name}");
        writer.WriteLine($"   {Capabilities}");
        foreach (IGrouping<string, ConformanceResult> area in _results.GroupBy(r => r.Case.Area))
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {area.Key,-12}{Counts(area)}  {area.Sum(r => r.Duration.TotalSeconds),6:0.00} s"));
        }

        foreach (ConformanceResult failure in Failures)
        {
            writer.WriteLine($"   FAILED {failure.Case.Area}: {failure.Reason}");
        }

        foreach (IGrouping<string?, ConformanceResult> skip in _results.Where(r => r.Outcome == ConformanceOutcome.Skipped).GroupBy(r => r.Reason))
        {
            writer.WriteLine($"   skipped {skip.Count()} × {skip.Key}");
        }
    }

    private static string Counts(IEnumerable<ConformanceResult> results)
    {
        ILookup<ConformanceOutcome, ConformanceResult> by = results.ToLookup(r => r.Outcome);
        return $"{by[ConformanceOutcome.Passed].Count(),4} passed {by[ConformanceOutcome.Failed].Count(),4} failed {by[ConformanceOutcome.Skipped].Count(),4} skipped";
    }
}
