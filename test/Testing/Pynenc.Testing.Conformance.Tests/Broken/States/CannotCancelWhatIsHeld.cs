using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A cancellation is refused as long as somebody holds the claim.</summary>
internal sealed class CannotCancelWhatIsHeld(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new List<TransitionOutcome>();
        foreach (TransitionRequest request in requests)
        {
            InvocationState? state = await inner.Queries.GetAsync(request.Id, cancellationToken);
            outcomes.Add(request.Target == InvocationStatus.Cancelled && request.Fence is null && state?.Fence is not null
                ? new TransitionOutcome(TransitionResult.FenceLost, state.Status)
                : await OneAsync(request, cancellationToken));
        }

        return outcomes;
    }

    private async ValueTask<TransitionOutcome> OneAsync(TransitionRequest request, CancellationToken cancellationToken) =>
        (await base.TransitionCoreAsync([request], cancellationToken))[0];
}
