using System.Globalization;
using Pynenc.SystemTests.Worker;

namespace Pynenc.Chaos;

/// <summary>What the command line asks for.</summary>
/// <param name="Topology">Where queue and state are.</param>
/// <param name="Duration">How long processes are killed before the work may drain.</param>
/// <param name="Seed">Decides who is killed when, and what is published; the operating system decides the rest.</param>
/// <param name="Outage">How long every server is taken away, one after the other, before the work may drain; zero for not at all.</param>
internal sealed record ChaosOptions(Topology Topology, TimeSpan Duration, int Seed, TimeSpan Outage)
{
    private const string OutageOption = "--outage";

    public static string Usage { get; } =
        $"usage: chaos {string.Join('|', Topology.All)} [seconds, 1 to 86400, default 60] [seed] [{OutageOption} seconds, 1 to 3600, for topologies with a server]";

    public static ChaosOptions? Parse(string[] args)
    {
        int outage = 0;
        if (args is [.. string[] before, OutageOption, string away])
        {
            if (!int.TryParse(away, NumberStyles.None, CultureInfo.InvariantCulture, out outage) || outage is < 1 or > 3600)
            {
                return null;
            }

            args = before;
        }

        var topology = Topology.Find(args.FirstOrDefault());
        int seconds = 60;
        int seed = Random.Shared.Next();
        bool isReadable = topology is not null && args.Length <= 3 && (outage == 0 || topology.Servers.Count > 0)
            && (args.Length < 2 || (int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is >= 1 and <= 86400))
            && (args.Length < 3 || int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out seed));
        return isReadable ? new ChaosOptions(topology!, TimeSpan.FromSeconds(seconds), seed, TimeSpan.FromSeconds(outage)) : null;
    }
}
