using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Says that it has no priority, named queues or due times, and takes them in silence.</summary>
internal sealed class AcceptsWhatItDoesNotDeclare(BaseBroker inner) : DelegatingBroker(inner)
{
    private int _asked;

    // The first to ask is the kit; the second is the check before a route.
    public override BrokerCapabilities Capabilities => Interlocked.Increment(ref _asked) == 1
        ? Inner.Capabilities with { Priority = false, NamedQueues = false, NotBefore = false }
        : Inner.Capabilities;
}
