using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Tells what any process settled, as the server notifies it.</summary>
internal sealed class PostgresSettledSignal(PostgresDatabase database) : SettledSignal
{
    public override IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener) => database.Listener.Subscribe(listener);
}
