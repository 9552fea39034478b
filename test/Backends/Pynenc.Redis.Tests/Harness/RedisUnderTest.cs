using Pynenc.Testing.Conformance;

namespace Pynenc.Redis.Tests;

/// <summary>A configuration with Redis in it, on a server.</summary>
internal sealed class RedisUnderTest(string name, string server, Action<PynencAppBuilder, string> configure) : BackendUnderTest
{
    public override string Name => name;

    public override void Configure(PynencAppBuilder builder) => configure(builder, server);
}
