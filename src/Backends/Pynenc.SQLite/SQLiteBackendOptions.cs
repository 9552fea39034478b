namespace Pynenc.SQLite;

/// <summary>How the SQLite backend works. Complete with its defaults; copied when the application is built.</summary>
public sealed record SQLiteBackendOptions
{
    /// <summary>What an acknowledged write survives. Default <see cref="Durability.Full"/>.</summary>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>
    /// How long a write waits for other processes that write, before it fails as unavailable. Default 30 s; 0.1 s to 1 hour.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many reads run at once, a connection each, opened when first needed. Default 4; 1 to 64.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>
    /// How often a waiting runner looks by itself, in case a wake-up from another process was lost. Default 2 s; 10 ms to 1 hour.
    /// </summary>
    public TimeSpan SafetyPoll { get; set; } = TimeSpan.FromSeconds(2);
}
