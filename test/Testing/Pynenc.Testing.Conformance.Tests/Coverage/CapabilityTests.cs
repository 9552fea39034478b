using CustomBroker;
using Pynenc.Backend;
using Pynenc.Memory;
using Pynenc.Testing.Conformance.Tests.Broken;

namespace Pynenc.Testing.Conformance.Tests.Coverage;

/// <summary>Each capability has a case for when it is declared and one for when it is not; a new one without them fails the build.</summary>
[Collection(nameof(KitCollection))]
public sealed class CapabilityTests
{
    /// <summary>By capability: the case that runs when it is declared, the case that runs when it is not.</summary>
    private static readonly Dictionary<string, (string Declared, string Undeclared)> Cases = new()
    {
        ["BrokerCapabilities.Priority"] = ("Higher priority comes first, equal ones first in first out", "Without the capability, priority is refused and nothing stored"),
        ["BrokerCapabilities.NamedQueues"] = ("Named queues do not see each other's ids", "Without the capability, a named queue is refused and nothing stored"),
        ["BrokerCapabilities.NotBefore"] = ("An id with a due time is invisible and uncounted until then, then comes once", "Without the capability, a due time is refused and nothing stored"),
        ["BrokerCapabilities.Leases"] = ("A received id stays hidden until its lease ends, then comes back at its old place", "Without the capability, a received id does not come back by itself"),
        ["BrokerCapabilities.Push"] = ("A receive that waits is woken by a route", "Without the capability, a receive that waits finds at its next look what was routed"),
        ["BrokerCapabilities.Promotion"] = ("A promoted id comes before its equals, and after a higher priority", "Without the capability, promoting an id leaves the order as it is"),
        ["BrokerCapabilities.Lanes"] = ("Lanes are served in turn, whatever their length", "Without the capability, a lane is refused and nothing is stored"),
        ["BrokerCapabilities.Ageing"] = ("Work that ages is put in order by tenths, far below the lowest priority", "Without the capability, a priority that comes of ageing is refused and nothing is stored"),
        ["BrokerCapabilities.CrossProcess"] = ("What one process routes, another receives", "Without the capability, what one process routes no other sees"),
        ["BrokerCapabilities.Durable"] = ("What was routed is there after everything was closed and opened again", "Without the capability, a queue that was closed is empty when it is opened again"),
        ["StateCapabilities.Limits"] = ("A claim beyond the limit waits under its key, without owner and without mark", "A limit the backend does not declare is refused, and nothing is stored"),
        ["StateCapabilities.Reservations"] = ("Whoever publishes under a key that is held is given the holder, and stores nothing", "A reservation the backend does not declare is refused, and nothing is stored"),
        ["StateCapabilities.Removal"] = ("Only the named statuses are removed, and only final ones can be named", "Without the capability, a removal is refused"),
        ["StateCapabilities.CrossProcess"] = ("What one process stores, another claims, and the first is fenced off", "Without the capability, what one process stores no other knows"),
        ["StateCapabilities.Durable"] = ("What was stored is there after everything was closed and opened again", "Without the capability, what was stored is gone when it is opened again"),
    };

    [Fact]
    public void Every_capability_has_both_cases()
    {
        string[] all = [.. new[] { typeof(BrokerCapabilities), typeof(StateCapabilities) }.SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}"))];

        Assert.Equal(all.Order(), Cases.Keys.Order());
        Assert.Equal([], Cases.Values.SelectMany(c => new[] { c.Declared, c.Undeclared }).Except(ConformanceSuite.Cases.Select(c => c.Name)));
    }

    [Fact]
    public async Task A_broker_that_declares_nothing_skips_none_of_the_cases_for_it()
    {
        var plain = new Fault("nothing declared", [], [])
        {
            Broker = (context, _) => new ListBroker(context),
            State = (context, _) => new DelegatingState(new MemStateBackend(context))
            {
                Declares = new StateCapabilities(),
                NewSweeps = new RemovesNothing(new MemStateBackend(context)),
            },
        };

        foreach ((string declared, string undeclared) in Cases.Values)
        {
            await Assert.ThrowsAsync<ConformanceSkipException>(() => RunAsync(declared, plain));
            await RunAsync(undeclared, plain);
        }
    }

    [Theory]
    [InlineData(nameof(BrokerCapabilities.Priority))]
    [InlineData(nameof(BrokerCapabilities.NamedQueues))]
    [InlineData(nameof(BrokerCapabilities.NotBefore))]
    [InlineData(nameof(BrokerCapabilities.Leases))]
    [InlineData(nameof(BrokerCapabilities.Push))]
    [InlineData(nameof(BrokerCapabilities.Promotion))]
    [InlineData(nameof(BrokerCapabilities.Lanes))]
    [InlineData(nameof(BrokerCapabilities.Ageing))]
    [InlineData(nameof(BrokerCapabilities.CrossProcess))]
    [InlineData(nameof(BrokerCapabilities.Durable))]
    public async Task A_capability_that_is_declared_and_missing_is_reported(string capability)
    {
        var declared = new BrokerCapabilities();
        typeof(BrokerCapabilities).GetProperty(capability)!.SetValue(declared, true);
        var liar = new Fault($"declares {capability}", [], []) { Broker = (context, _) => new Declares(new ListBroker(context), declared) };

        await Assert.ThrowsAsync<ConformanceException>(() => RunAsync(Cases[$"BrokerCapabilities.{capability}"].Declared, liar));
    }

    [Theory]
    [InlineData(nameof(StateCapabilities.CrossProcess))]
    [InlineData(nameof(StateCapabilities.Durable))]
    public async Task A_capability_of_the_state_that_is_declared_and_missing_is_reported(string capability)
    {
        var declared = new StateCapabilities();
        typeof(StateCapabilities).GetProperty(capability)!.SetValue(declared, true);
        var liar = new Fault($"declares {capability}", [], []) { State = (context, _) => new DelegatingState(new MemStateBackend(context)) { Declares = declared } };

        await Assert.ThrowsAsync<ConformanceException>(() => RunAsync(Cases[$"StateCapabilities.{capability}"].Declared, liar));
    }

    private static Task RunAsync(string name, Fault fault) =>
        ConformanceSuite.RunAsync(name, new BrokenUnderTest(fault), TestContext.Current.CancellationToken);
}
