using System.Buffers.Text;

namespace Pynenc.RabbitMQ;

/// <summary>What a message says: the version of the format, a colon, and the invocation id as text. A person can read it.</summary>
internal static class MessageBody
{
    /// <summary>How long every body is.</summary>
    public const int Length = 2 + 36;

    private const byte Version = (byte)'1';

    public static void Write(InvocationId id, Span<byte> body)
    {
        body[0] = Version;
        body[1] = (byte)':';
        Utf8Formatter.TryFormat(id.Value, body[2..], out _, 'D');
    }

    /// <summary>Reads a body.</summary>
    /// <returns>The id, or what is wrong with it.</returns>
    public static (InvocationId? Id, string? Problem) Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < 2 || body[1] != (byte)':')
        {
            return (null, $"{body.Length} bytes that do not begin with a version");
        }

        if (body[0] != Version)
        {
            return (null, $"a format this version does not know, {(char.IsAsciiLetterOrDigit((char)body[0]) ? (char)body[0] : '?')}");
        }

        return body.Length == Length && Utf8Parser.TryParse(body[2..], out Guid id, out int read, 'D') && read == Length - 2
            ? (new InvocationId(id), null)
            : (null, "no invocation id after the version");
    }
}
