using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Coverage;

internal sealed class RecordingSignal(SettledSignal inner, Action<string> called) : SettledSignal
{
    public override IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener)
    {
        called(nameof(Subscribe));
        return inner.Subscribe(listener);
    }
}
