using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Coverage;

internal sealed class RecordingQueue(ColocatedQueue inner, Action<string> called) : ColocatedQueue
{
    public override ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        called(nameof(TakeAsync));
        return inner.TakeAsync(request, cancellationToken);
    }
}
