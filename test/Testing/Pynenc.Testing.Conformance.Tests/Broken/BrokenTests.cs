namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>The kit itself under test: each deliberately broken plugin must be reported, by name of the promise.</summary>
[Collection(nameof(KitCollection))]
public sealed class BrokenTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<Fault> Faults = [.. BrokerFaults.All, .. StateFaults.All];

    public static TheoryData<int, string> All => [.. Faults.Select((f, i) => (i, f.Name))];

    [Theory, MemberData(nameof(All))]
    public async Task A_broken_plugin_is_caught(int index, string name)
    {
        Fault fault = Faults[index];
        Assert.Equal(name, fault.Name);

        ConformanceReport report = await ReportAsync(fault);

        output.WriteLine(string.Join('\n', report.Failures.Select(f => f.Reason)));
        foreach (string start in fault.Cases)
        {
            ConformanceResult found = Assert.Single(report.Results, r => r.Case.Name.StartsWith(start, StringComparison.Ordinal));
            Assert.True(found.Outcome == ConformanceOutcome.Failed, $"'{found.Case.Name}' did not catch the plugin that {name}: {found.Outcome} {found.Reason}");
            Assert.Contains(found.Case.Name, found.Reason, StringComparison.Ordinal);
            Assert.Matches("[Ee]xpected .*(saw|it is not so|and nothing was thrown)", found.Reason!.ReplaceLineEndings(" "));
            Assert.True(found.Duration < TimeSpan.FromSeconds(10), $"it took {found.Duration}");
        }
    }

    [Fact]
    public async Task The_wrappers_alone_break_nothing()
    {
        var sound = new Fault("sound", [], [])
        {
            Broker = (context, _) => new DelegatingBroker(new Memory.MemBroker(context)),
            State = (context, _) =>
            {
                var inner = new Memory.MemStateBackend(context);
                return new DelegatingState(inner)
                {
                    NewInvocations = new DelegatingInvocations(inner.Invocations),
                    NewQueries = new DelegatingQueries(inner.Queries),
                    NewRunners = new DelegatingRunners(inner.Runners),
                    NewSweeps = new DelegatingSweeps(inner.Sweeps),
                };
            },
        };

        ConformanceReport report = await ConformanceSuite.ReportAsync(() => new BrokenUnderTest(sound), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([], report.Failures.Select(f => f.Reason));
    }

    private static Task<ConformanceReport> ReportAsync(Fault fault) => ConformanceSuite.ReportAsync(
        () => new BrokenUnderTest(fault), ConformanceSuite.Cases.Where(c => fault.Areas.Length > 0 ? fault.Areas.Contains(c.Area) : fault.Cases.Any(start => c.Name.StartsWith(start, StringComparison.Ordinal))), TestContext.Current.CancellationToken);
}
