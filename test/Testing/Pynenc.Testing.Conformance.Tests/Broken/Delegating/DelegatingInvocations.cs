using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another store does; a fault overrides the one member it breaks.</summary>
internal class DelegatingInvocations(InvocationStore inner, Action<string>? called = null) : InvocationStore
{
    public InvocationStore Inner => inner;

    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PublishCoreAsync));
        return inner.PublishAsync(records, cancellationToken);
    }

    protected override ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(MarkRoutedCoreAsync));
        return inner.MarkRoutedAsync(routes, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(ClaimCoreAsync));
        return inner.ClaimAsync(request, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(TransitionCoreAsync));
        return inner.TransitionAsync(requests, cancellationToken);
    }

    protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(WaitCoreAsync));
        return inner.WaitAsync(request, cancellationToken);
    }
}
