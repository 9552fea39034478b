using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>The stored form of a payload whose large values stand somewhere else: its text in pieces, and between them the references.</summary>
/// <remarks>
/// It begins with a word that no JSON text can begin with, so it is never taken for what a user wrote, nor the other way round. Behind the
/// word and its version stands a JSON array; a string in it is a piece of the payload as it is, an array of hash and length a reference.
/// Put together, the pieces are the payload, byte for byte: <c>@pynenc/1 ["{\"doc\":",["9f86…",70000],"}"]</c>.
/// </remarks>
internal sealed record PayloadEnvelope(IReadOnlyList<(ReadOnlyMemory<byte> Text, ContentReference? Reference)> Pieces)
{
    /// <summary>Escapes no more than JSON needs, so that the pieces stay legible and short.</summary>
    private static readonly JsonWriterOptions Terse = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> Word => "@pynenc/"u8;

    private static ReadOnlySpan<byte> Version1 => "@pynenc/1 "u8;

    public IReadOnlyList<ContentKey> Keys => [.. Pieces.Where(p => p.Reference is not null).Select(p => p.Reference!.Value.Key).Distinct()];

    public static bool IsOne(ReadOnlyMemory<byte> payload) => payload.Span.StartsWith(Word);

    /// <exception cref="PayloadException">It is malformed, or of a newer version.</exception>
    public static PayloadEnvelope Read(ReadOnlyMemory<byte> payload)
    {
        if (!payload.Span.StartsWith(Version1))
        {
            throw new PayloadException("A stored payload refers to large values in a form this program does not know. Read it with the newer version of Pynenc that stored it.");
        }

        try
        {
            using var document = JsonDocument.Parse(payload[Version1.Length..]);
            return new PayloadEnvelope([.. document.RootElement.EnumerateArray().Select(Piece)]);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new PayloadException($"A stored payload that refers to large values cannot be read: {error.Message}", error);
        }
    }

    public ReadOnlyMemory<byte> Write()
    {
        using var buffer = new MemoryStream();
        buffer.Write(Version1);
        using (var writer = new Utf8JsonWriter(buffer, Terse))
        {
            writer.WriteStartArray();
            foreach ((ReadOnlyMemory<byte> text, ContentReference? reference) in Pieces)
            {
                if (reference is { } large)
                {
                    writer.WriteStartArray();
                    writer.WriteStringValue(large.Key.ToString());
                    writer.WriteNumberValue(large.Length);
                    writer.WriteEndArray();
                }
                else
                {
                    writer.WriteStringValue(text.Span);
                }
            }

            writer.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static (ReadOnlyMemory<byte> Text, ContentReference? Reference) Piece(JsonElement piece)
    {
        if (piece.ValueKind == JsonValueKind.String)
        {
            return (Encoding.UTF8.GetBytes(piece.GetString()!), null);
        }

        return ContentKey.TryParse(piece[0].GetString(), out ContentKey key) && piece[1].TryGetInt32(out int length) && length >= 0
            ? (default, new ContentReference(key, length))
            : throw new FormatException("a reference is no hash and length.");
    }
}
