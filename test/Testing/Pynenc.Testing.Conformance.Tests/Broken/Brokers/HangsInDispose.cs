using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Closing never ends.</summary>
internal sealed class HangsInDispose(BaseBroker inner) : DelegatingBroker(inner)
{
    public override async ValueTask DisposeAsync()
    {
        await new TaskCompletionSource().Task;
        await base.DisposeAsync();
    }
}
