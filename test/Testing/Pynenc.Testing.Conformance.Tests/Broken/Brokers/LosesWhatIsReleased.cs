using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>What a receiver gives back is gone.</summary>
internal sealed class LosesWhatIsReleased(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        AckCoreAsync(deliveries, cancellationToken);
}
