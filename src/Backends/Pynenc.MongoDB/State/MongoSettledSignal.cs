using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Tells what other processes settled.</summary>
internal sealed class MongoSettledSignal(MongoStore store) : SettledSignal
{
    public override IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener) => store.Signals.Subscribe(listener);
}
