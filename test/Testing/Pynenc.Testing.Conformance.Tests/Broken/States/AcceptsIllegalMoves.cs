using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Answers that an illegal move was applied.</summary>
internal sealed class AcceptsIllegalMoves(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new List<TransitionOutcome>();
        foreach (TransitionRequest request in requests)
        {
            TransitionOutcome outcome = await OneAsync(request, cancellationToken);
            outcomes.Add(outcome.Result == TransitionResult.Illegal ? new TransitionOutcome(TransitionResult.Applied, request.Target) : outcome);
        }

        return outcomes;
    }

    private async ValueTask<TransitionOutcome> OneAsync(TransitionRequest request, CancellationToken cancellationToken) =>
        (await base.TransitionCoreAsync([request], cancellationToken))[0];
}
