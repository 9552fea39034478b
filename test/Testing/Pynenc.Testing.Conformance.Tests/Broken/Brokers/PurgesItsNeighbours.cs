using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A purge empties the queues of every application on the store.</summary>
internal sealed class PurgesItsNeighbours(BaseBroker inner, FaultSpace space) : DelegatingBroker(inner)
{
    protected override async ValueTask PurgeCoreAsync(CancellationToken cancellationToken)
    {
        foreach (BaseBroker broker in space.Brokers)
        {
            await broker.PurgeAsync(cancellationToken);
        }
    }
}
