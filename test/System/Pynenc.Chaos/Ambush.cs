using Pynenc.Diagnostics;
using Pynenc.SystemTests.Worker;

namespace Pynenc.Chaos;

/// <summary>Chooses the fail points at which processes of a run die by themselves, so that deaths fall between two writes and not only beside them.</summary>
internal sealed class Ambush(Topology topology, Random random)
{
    private const int MostHits = 10;

    /// <summary>A commit is passed many times before the first invocation.</summary>
    private const int CommitsOfOneHit = 10;

    private static readonly string[] OfProducers = ["publish.", "route.", "cancel."];

    private readonly string[] _points = [.. FailPoints.All.Concat(topology.FailPoints)];

    /// <summary>For three workers of four a point and the hit at which it dies there; null for one that only others kill.</summary>
    public string? ForWorker() => random.Next(4) == 0 ? null : Choose(_points);

    /// <summary>The same for a producer, at the points that it comes to.</summary>
    public string? ForProducer() =>
        random.Next(4) == 0 ? null : Choose([.. _points.Where(p => OfProducers.Any(o => p.StartsWith(o, StringComparison.Ordinal)))]);

    private string Choose(string[] points)
    {
        string point = points[random.Next(points.Length)];
        int hit = random.Next(1, MostHits + 1) * (point.Contains(".commit.", StringComparison.Ordinal) ? CommitsOfOneHit : 1);
        return $"{point}:kill:{hit}";
    }
}
