using System.IO.Compression;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>The stored form of a large value: one byte that says how it is kept, then the value.</summary>
/// <remarks>The byte stands with the value and not with the reference, because a value that is stored already stays as it is.</remarks>
internal static class ContentCoding
{
    private const byte Plain = 0;
    private const byte Brotli = 1;

    public static MemoryStream Encode(ReadOnlySpan<byte> value, ContentCompression compression)
    {
        if (compression == ContentCompression.Brotli)
        {
            var compressed = new MemoryStream();
            compressed.WriteByte(Brotli);
            using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                brotli.Write(value);
            }

            if (compressed.Length <= value.Length)
            {
                compressed.Position = 0;
                return compressed;
            }
        }

        var plain = new MemoryStream(value.Length + 1);
        plain.WriteByte(Plain);
        plain.Write(value);
        plain.Position = 0;
        return plain;
    }

    /// <summary>Reads a value, and sees to it that it is the one that was stored.</summary>
    /// <exception cref="PayloadException">It is not: its form, length or hash differs.</exception>
    public static async ValueTask<byte[]> DecodeAsync(Stream stored, ContentReference reference, CancellationToken cancellationToken)
    {
        var form = new byte[1];
        int read = await stored.ReadAtLeastAsync(form, 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        byte[] value = (read, form[0]) switch
        {
            (1, Plain) => await ReadAsync(stored, reference, cancellationToken).ConfigureAwait(false),
            (1, Brotli) => await DecompressAsync(stored, reference, cancellationToken).ConfigureAwait(false),
            _ => throw Damaged(reference, read == 0 ? "it is empty" : $"it is kept in form {form[0]}, which this program does not know"),
        };
        return ContentKey.Of(value) == reference.Key ? value : throw Damaged(reference, "its hash differs");
    }

    private static async ValueTask<byte[]> DecompressAsync(Stream stored, ContentReference reference, CancellationToken cancellationToken)
    {
        try
        {
            var brotli = new BrotliStream(stored, CompressionMode.Decompress, leaveOpen: true);
            await using (brotli.ConfigureAwait(false))
            {
                return await ReadAsync(brotli, reference, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw Damaged(reference, "it cannot be decompressed", error);
        }
    }

    /// <summary>Reads as many bytes as the reference says and no more, so that a damaged value cannot fill the memory.</summary>
    private static async ValueTask<byte[]> ReadAsync(Stream stored, ContentReference reference, CancellationToken cancellationToken)
    {
        var value = new byte[reference.Length];
        int read = await stored.ReadAtLeastAsync(value, value.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        bool isLonger = await stored.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
        return read == value.Length && !isLonger
            ? value
            : throw Damaged(reference, isLonger ? $"it is longer than {reference.Length:N0} bytes" : $"it has {read:N0} of {reference.Length:N0} bytes");
    }

    private static PayloadException Damaged(ContentReference reference, string why, Exception? error = null) =>
        new($"The stored value {reference.Key} is damaged: {why}. Restore it in the state backend, or call again.", error);
}
