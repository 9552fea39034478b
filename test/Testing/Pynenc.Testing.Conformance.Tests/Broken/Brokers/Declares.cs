using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what the broker within does, and declares something else.</summary>
internal sealed class Declares(BaseBroker inner, BrokerCapabilities declared) : DelegatingBroker(inner)
{
    public override BrokerCapabilities Capabilities => declared;
}
