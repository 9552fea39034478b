namespace Pynenc;

/// <summary>How large values are kept.</summary>
public enum ContentCompression
{
    /// <summary>As they are.</summary>
    None = 0,

    /// <summary>Compressed with Brotli, where that makes them smaller. Those kept otherwise are read all the same.</summary>
    Brotli = 1,
}
