namespace Pynenc.Memory;

/// <summary>One large value, and how many invocations refer to it.</summary>
internal sealed class MemContent
{
    /// <summary>The bytes; <see langword="null"/> while it is only referred to.</summary>
    public byte[]? Bytes { get; set; }

    public DateTimeOffset UsedAt { get; set; }

    public int References { get; set; }
}
