using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A request that was applied and is asked again is refused.</summary>
internal sealed class RefusesRepeats(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new List<TransitionOutcome>();
        foreach (TransitionRequest request in requests)
        {
            InvocationState? state = await inner.Queries.GetAsync(request.Id, cancellationToken);
            outcomes.Add(state is not null && state.Status == request.Target
                ? new TransitionOutcome(TransitionResult.FenceLost, state.Status)
                : await OneAsync(request, cancellationToken));
        }

        return outcomes;
    }

    private async ValueTask<TransitionOutcome> OneAsync(TransitionRequest request, CancellationToken cancellationToken) =>
        (await base.TransitionCoreAsync([request], cancellationToken))[0];
}
