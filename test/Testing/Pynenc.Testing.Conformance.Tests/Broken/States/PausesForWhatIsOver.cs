using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Pauses an invocation though what it waits for is settled.</summary>
internal sealed class PausesForWhatIsOver(BaseStateBackend inner) : DelegatingInvocations(inner.Invocations)
{
    protected override async ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken)
    {
        WaitOutcome outcome = await base.WaitCoreAsync(request, cancellationToken);
        if (outcome.Result != WaitResult.AlreadySettled)
        {
            return outcome;
        }

        var pause = new TransitionRequest { Id = request.Waiter, Fence = request.Fence, By = request.Fence.Owner, Path = [new StatusStep(InvocationStatus.Paused, request.At)] };
        await base.TransitionCoreAsync([pause], cancellationToken);
        return WaitOutcome.Paused;
    }
}
