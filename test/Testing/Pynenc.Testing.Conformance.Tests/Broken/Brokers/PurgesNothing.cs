using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A purge leaves everything where it is.</summary>
internal sealed class PurgesNothing(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
