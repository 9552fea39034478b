using System.Buffers;
using System.Security.Cryptography;

namespace Pynenc.Backend;

/// <summary>The name of a large value: the SHA-256 of its bytes, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentKey
{
    private const int Digits = 64;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly string? _text;

    private ContentKey(string text) => _text = text;

    /// <summary>The key of some bytes.</summary>
    public static ContentKey Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new ContentKey(Convert.ToHexStringLower(hash));
    }

    /// <summary>Reads a key back.</summary>
    /// <returns>False when the text is no key.</returns>
    public static bool TryParse(string? text, out ContentKey key)
    {
        bool isKey = text is { Length: Digits } && !text.AsSpan().ContainsAnyExcept(Hexadecimal);
        key = isKey ? new ContentKey(text!) : default;
        return isKey;
    }

    /// <summary>The digits; empty for a default key, which names nothing.</summary>
    public override string ToString() => _text ?? "";
}
