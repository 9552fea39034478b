namespace Pynenc.SQLite;

/// <summary>What a commit means to those who wait.</summary>
/// <param name="MadeAvailable">Something came into a queue.</param>
/// <param name="Settled">Something settled.</param>
internal readonly record struct CommitEffects(bool MadeAvailable, bool Settled)
{
    /// <summary>True when somebody may be waiting for it.</summary>
    public bool IsNews => MadeAvailable || Settled;
}
