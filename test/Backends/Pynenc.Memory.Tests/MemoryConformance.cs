using Pynenc.Testing.Conformance;

namespace Pynenc.Memory.Tests;

/// <summary>The whole kit on memory.</summary>
public sealed class MemoryConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public Task Memory(string name) => Conformance.RunAsync(name, new MemoryUnderTest());

    private sealed class MemoryUnderTest : BackendUnderTest
    {
        public override string Name => "memory";

        public override void Configure(PynencAppBuilder builder) => builder.UseMemory();
    }
}
