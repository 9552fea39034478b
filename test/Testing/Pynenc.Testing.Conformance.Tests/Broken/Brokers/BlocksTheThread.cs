using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A count blocks the thread that asks for it, for good.</summary>
internal sealed class BlocksTheThread(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken)
    {
        new ManualResetEventSlim().Wait(CancellationToken.None);
        return base.CountInvocationsCoreAsync(cancellationToken);
    }
}
