using System.Reflection;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Coverage;

/// <summary>Every member a plugin author may write is exercised by a case of its own area, so that a new one without a case fails the build.</summary>
public sealed class MemberTests
{
    private static readonly Type[] Ports =
    [
        typeof(BaseBroker), typeof(BaseStateBackend), typeof(InvocationStore), typeof(RunnerStore), typeof(SweepStore),
        typeof(InvocationQueries), typeof(ClientDataStore), typeof(SettledSignal), typeof(ColocatedQueue),
    ];

    /// <summary>Areas that go through the engine reach everything by chance; they prove nothing about a single member.</summary>
    private static readonly string[] Indirect = ["engine", "recovery", "generated"];

    [Fact]
    public async Task Every_member_of_every_port_has_a_case()
    {
        var recorder = new Recorder();
        ConformanceCase[] direct = [.. ConformanceSuite.Cases.Where(c => !Indirect.Contains(c.Area))];
        foreach (bool isColocated in new[] { false, true })
        {
            ConformanceReport report = await ConformanceSuite.ReportAsync(
                () => new RecordedUnderTest(recorder, isColocated), direct, TestContext.Current.CancellationToken);
            Assert.Equal([], report.Failures.Select(f => f.Reason));
        }

        Assert.Equal([], Members().Where(member => !recorder.Calls.ContainsKey(member)).Order());
    }

    [Fact]
    public void Every_port_of_the_state_backend_is_listed()
    {
        IEnumerable<Type> ports = typeof(BaseStateBackend).GetProperties()
            .Where(p => p.GetMethod!.IsVirtual && p.PropertyType != typeof(StateCapabilities)).Select(p => p.PropertyType);

        Assert.Equal([], ports.Except(Ports));
    }

    private static IEnumerable<string> Members() => Ports.SelectMany(port => port
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(m => m.IsVirtual && !m.IsFinal && !m.IsSpecialName)
        .Select(m => $"{port.Name}.{m.Name}"));
}
