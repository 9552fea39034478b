using System.Globalization;

namespace Pynenc.LoadBench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    /// <summary>How many rounds count, after one that warms up.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How many calls the latency is taken from.</summary>
    public int Pings { get; init; } = 300;

    /// <summary>How long a worker is watched while it idles.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>One round of everything, and less of it.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Measures limits, fan-out and cancellation instead.</summary>
    public bool IsOrchestration { get; init; }

    public bool WithMillion { get; init; }

    /// <summary>Writes the report into bench/results.</summary>
    public bool IsSaved { get; init; }

    public IReadOnlyList<BenchTarget> Targets { get; init; } = [];

    public static string Usage { get; } =
        $"""
        usage: load <{string.Join('|', BenchTargets.Backends)}>... [--orchestration] [--save] [--million] [--quick] [--rounds 1 to 50]
          --orchestration  measures limits by key, fan-out and cancellation instead of the rest
          --save           writes bench/results/<backend>.md and .json
          --million        also fills a queue with a million invocations and runs them
          --quick          one round of everything: shows that it works, no figure to rely on
          --rounds         how many rounds count; default 5
        """;

    /// <returns>Null when it cannot be read.</returns>
    public static BenchOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        var targets = new List<BenchTarget>();
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--save":
                    options = options with { IsSaved = true };
                    break;
                case "--orchestration":
                    options = options with { IsOrchestration = true };
                    break;
                case "--million":
                    options = options with { WithMillion = true };
                    break;
                case "--quick":
                    options = options with { Rounds = 1, Pings = 40, Idle = TimeSpan.FromSeconds(10), IsQuick = true };
                    break;
                case "--rounds" when ++i < arguments.Count && int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds is >= 1 and <= 50:
                    options = options with { Rounds = rounds };
                    break;
                case string word when BenchTargets.All.Where(t => t.Backend == word || t.Name == word).ToArray() is { Length: > 0 } named:
                    targets.AddRange(named);
                    break;
                default:
                    return null;
            }
        }

        return targets.Count == 0 ? null : options with { Targets = targets };
    }
}
