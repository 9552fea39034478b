namespace Pynenc.SQLite;

/// <summary>What an acknowledged write survives.</summary>
public enum Durability
{
    /// <summary>Power loss: every commit waits until the disk has it. <c>PRAGMA synchronous=FULL</c>.</summary>
    Full,

    /// <summary>
    /// The death of every process, not a power loss, which may take the last commits; the file stays consistent.
    /// <c>PRAGMA synchronous=NORMAL</c>. Several times faster on slow disks.
    /// </summary>
    Normal,
}
