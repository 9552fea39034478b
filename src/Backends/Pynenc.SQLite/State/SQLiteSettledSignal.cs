using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Tells what other processes settled. What this one settles itself, the engine knows without being told.</summary>
internal sealed class SQLiteSettledSignal(SQLiteDatabase database) : SettledSignal
{
    public override IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener) => database.Feed.Subscribe(listener);
}
