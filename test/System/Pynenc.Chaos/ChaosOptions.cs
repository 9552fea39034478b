using System.Globalization;
using Pynenc.SystemTests.Worker;

namespace Pynenc.Chaos;

/// <summary>What the command line asks for.</summary>
/// <param name="Topology">Where queue and state are.</param>
/// <param name="Duration">How long processes are killed before the work may drain.</param>
/// <param name="Seed">Decides who is killed when, and what is published; the operating system decides the rest.</param>
internal sealed record ChaosOptions(Topology Topology, TimeSpan Duration, int Seed)
{
    public static string Usage { get; } = $"usage: chaos {string.Join('|', Topology.All)} [seconds, 1 to 86400, default 60] [seed]";

    public static ChaosOptions? Parse(string[] args)
    {
        var topology = Topology.Find(args.FirstOrDefault());
        int seconds = 60;
        int seed = Random.Shared.Next();
        bool isReadable = topology is not null && args.Length <= 3
            && (args.Length < 2 || (int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is >= 1 and <= 86400))
            && (args.Length < 3 || int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out seed));
        return isReadable ? new ChaosOptions(topology!, TimeSpan.FromSeconds(seconds), seed) : null;
    }
}
