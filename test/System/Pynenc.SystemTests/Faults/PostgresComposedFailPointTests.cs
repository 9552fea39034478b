using Pynenc.Diagnostics;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests.Faults;

/// <summary>The points between the state on a server and the queue in a file.</summary>
public sealed class PostgresComposedFailPointTests() : FailPointTests(Topology.Named("postgres-composed"))
{
    private static readonly Topology Composed = Topology.Named("postgres-composed");

    [Theory]
    [InlineData(FailPoints.PublishStored, Role.Producer)]
    [InlineData(FailPoints.RouteRouted, Role.Runner)]
    [InlineData(FailPoints.TakeReceived, Role.Runner)]
    [InlineData(FailPoints.TakeClaimed, Role.Runner)]
    public async Task A_process_that_dies_there_loses_nothing(string point, Role role)
    {
        await Needed.ServersAsync(Composed);
        await DieAsync(new FaultCase(point, role, Composed));
    }
}
