using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Declares that a route wakes who waits, and lets them sleep.</summary>
internal sealed class NeverWakes(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Delivery> deliveries = await base.ReceiveCoreAsync(request with { MaxWait = TimeSpan.Zero }, cancellationToken);
        if (deliveries.Count == 0 && request.MaxWait > TimeSpan.Zero)
        {
            await Task.Delay(request.MaxWait, App.Time, cancellationToken);
        }

        return deliveries;
    }
}
