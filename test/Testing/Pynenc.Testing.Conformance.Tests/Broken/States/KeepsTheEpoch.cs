using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Every claim is under epoch 1.</summary>
internal sealed class KeepsTheEpoch(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken) =>
    [
        .. (await base.ClaimCoreAsync(request, cancellationToken)).Select(o =>
            o.Claimed is { } c ? o with { Claimed = c with { Fence = c.Fence with { Epoch = 1 } } } : o),
    ];

    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new List<TransitionOutcome>();
        foreach (TransitionRequest request in requests)
        {
            InvocationState? state = await inner.Queries.GetAsync(request.Id, cancellationToken);
            bool isHolder = request.Fence is { Epoch: 1 } && request.Fence?.Owner == state?.Fence?.Owner;
            outcomes.Add(await OneAsync(isHolder ? request with { Fence = state!.Fence } : request, cancellationToken));
        }

        return outcomes;
    }

    private async ValueTask<TransitionOutcome> OneAsync(TransitionRequest request, CancellationToken cancellationToken) =>
        (await base.TransitionCoreAsync([request], cancellationToken))[0];
}
