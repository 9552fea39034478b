using Pynenc.Backend;

namespace Pynenc.Redis;

/// <summary>Tells what other processes settled. What this one settles itself, the engine knows without being told.</summary>
internal sealed class RedisSettledSignal(RedisDatabase database) : SettledSignal
{
    public override IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener) => database.Signals.Subscribe(listener);
}
