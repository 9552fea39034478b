using Pynenc.Diagnostics;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests.Faults;

/// <summary>The points between two steps of the store, on a server: what falls into one transaction there has no point of its own.</summary>
public sealed class PostgresFailPointTests() : FailPointTests(Topology.Named("postgres"))
{
    private static readonly Topology Colocated = Topology.Named("postgres");

    [Theory]
    [InlineData(FailPoints.PublishStored, Role.Producer)]
    [InlineData(FailPoints.TakeClaimed, Role.Runner)]
    [InlineData(FailPoints.WaitPaused, Role.Runner)]
    [InlineData(FailPoints.CompleteStored, Role.Runner)]
    [InlineData(FailPoints.RecoverFound, Role.Runner)]
    public async Task A_process_that_dies_there_loses_nothing(string point, Role role)
    {
        await Needed.ServersAsync(Colocated);
        await DieAsync(new FaultCase(point, role, Colocated));
    }

    [Theory]
    [InlineData(FailPoints.PublishStored, Role.Producer)]
    [InlineData(FailPoints.CompleteStored, Role.Runner)]
    public async Task A_process_that_gets_no_answer_there_loses_nothing_and_goes_on(string point, Role role)
    {
        await Needed.ServersAsync(Colocated);
        await GetNoAnswerAsync(new FaultCase(point, role, Colocated));
    }

    [Fact]
    public async Task A_process_that_freezes_with_a_claim_beyond_its_lease_overwrites_nothing()
    {
        await Needed.ServersAsync(Colocated);
        await FreezeAsync(FailPoints.CompleteBefore);
    }
}
