using Pynenc.Diagnostics;
using Pynenc.SQLite;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests.Faults;

/// <summary>Every fail point in the code, in every place where it can be met.</summary>
/// <remarks>Made from the lists in the code: a new point is visited without a line here. One that cannot be met somewhere says why.</remarks>
internal static class FaultCases
{
    private static readonly string[] ComposedOnly =
    [
        // A co-located queue is written in the same transaction as the state: nothing is routed, received or acknowledged apart.
        FailPoints.RouteBefore, FailPoints.RouteRouted, FailPoints.RouteMarked, FailPoints.TakeReceived, FailPoints.TakeAcknowledged,
    ];

    // The take of a composed application is a receive and a claim.
    private static readonly string[] ColocatedOnly = [SQLiteFailPoints.TakeRemoved];

    private static readonly string[] MetByProducers = ["publish.", "route.", "cancel.", "sqlite.commit.", "sqlite.publish.", "sqlite.transition."];

    public static IEnumerable<FaultCase> For(Topology topology) =>
        from point in FailPoints.All.Concat(topology.FailPoints)
        where !(topology.IsColocated ? ComposedOnly : ColocatedOnly).Contains(point)
        from role in Enum.GetValues<Role>()
        where role == Role.Runner || MetByProducers.Any(p => point.StartsWith(p, StringComparison.Ordinal))
        select new FaultCase(point, role, topology);
}
