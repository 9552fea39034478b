using Pynenc.Diagnostics;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests.Faults;

/// <summary>The fault cases over queue and state apart.</summary>
public sealed class ComposedFailPointTests() : FailPointTests(Topology.Named("sqlite-composed"))
{
    public static TheoryData<FaultCase> Cases => [.. FaultCases.For(Topology.Named("sqlite-composed"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_process_that_dies_there_loses_nothing(FaultCase it) => DieAsync(it);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_process_that_gets_no_answer_there_loses_nothing_and_goes_on(FaultCase it) => GetNoAnswerAsync(it);

    [Theory]
    [InlineData(FailPoints.TakeClaimed)]
    [InlineData(FailPoints.CompleteBefore)]
    public Task A_process_that_freezes_there_beyond_its_lease_overwrites_nothing(string point) => FreezeAsync(point);
}
