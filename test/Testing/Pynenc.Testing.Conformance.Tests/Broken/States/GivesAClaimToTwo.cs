using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Looks whether an invocation is available, and a moment later gives it to all who looked.</summary>
internal sealed class GivesAClaimToTwo(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        InvocationState? seen = await inner.Queries.GetAsync(request.Ids[0], cancellationToken);

        // The moment between the look and the grab, long enough that somebody else looks too.
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        IReadOnlyList<ClaimOutcome> outcomes = await base.ClaimCoreAsync(request, cancellationToken);
        if (outcomes[0].Result != ClaimResult.NotAvailable || seen?.Status.IsAvailable() != true)
        {
            return outcomes;
        }

        long epoch = seen.Fence?.Epoch ?? 1;
        return [new ClaimOutcome(ClaimResult.Claimed, new ClaimedInvocation(seen.Record, new Fence(request.Runner, epoch), 0, 0)), .. outcomes.Skip(1)];
    }
}
