using CustomBroker;
using Pynenc.Testing.Conformance;

namespace Pynenc.Memory.Tests;

/// <summary>The sample broker of the documentation, four methods and nothing declared: the kit proves the inherited defaults.</summary>
public sealed class CustomBrokerConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public Task CustomBroker(string name) => Conformance.RunAsync(name, new SampleUnderTest());

    private sealed class SampleUnderTest : BackendUnderTest
    {
        public override string Name => "sample broker + memory";

        public override void Configure(PynencAppBuilder builder) =>
            builder.UseBroker(context => new ListBroker(context)).UseMemoryState();
    }
}
