namespace Pynenc.Backend;

/// <summary>What became of one published invocation.</summary>
public enum PublishOutcome
{
    /// <summary>Stored now.</summary>
    Published,

    /// <summary>An invocation of this id was stored before, by an earlier attempt of the same publish; nothing changed.</summary>
    Existing,
}
