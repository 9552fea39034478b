using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Goes along a path until the first step that is not allowed.</summary>
internal sealed class AppliesHalfAPath(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new List<TransitionOutcome>();
        foreach (TransitionRequest request in requests)
        {
            TransitionOutcome outcome = await OneAsync(request, cancellationToken);
            if (outcome.Result == TransitionResult.Illegal && request.Path.Count > 1)
            {
                await OneAsync(request with { Path = [.. request.Path.SkipLast(1)] }, cancellationToken);
            }

            outcomes.Add(outcome);
        }

        return outcomes;
    }

    private async ValueTask<TransitionOutcome> OneAsync(TransitionRequest request, CancellationToken cancellationToken) =>
        (await base.TransitionCoreAsync([request], cancellationToken))[0];
}
