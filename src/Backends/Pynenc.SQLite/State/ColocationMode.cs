namespace Pynenc.SQLite;

/// <summary>Whether this state backend enqueues by itself; decided once, before the first use.</summary>
internal sealed class ColocationMode
{
    /// <summary>True when the broker is the queue of the same database.</summary>
    public bool IsColocated { get; set; }
}
