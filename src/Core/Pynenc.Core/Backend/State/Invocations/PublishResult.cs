namespace Pynenc.Backend;

/// <summary>How a publish ended.</summary>
public enum PublishResult
{
    /// <summary>Stored now.</summary>
    Published,

    /// <summary>An invocation of this id was stored before, by an earlier attempt of the same publish; nothing changed.</summary>
    Existing,

    /// <summary>Another invocation holds the reservation; nothing was stored.</summary>
    Joined,
}
