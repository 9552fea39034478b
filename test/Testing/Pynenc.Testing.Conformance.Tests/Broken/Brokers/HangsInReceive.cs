using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A receive that finds nothing never ends, whatever the token says.</summary>
internal sealed class HangsInReceive(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Delivery> deliveries = await base.ReceiveCoreAsync(request with { MaxWait = TimeSpan.Zero }, CancellationToken.None);
        if (deliveries.Count == 0)
        {
            await new TaskCompletionSource().Task;
        }

        return deliveries;
    }
}
