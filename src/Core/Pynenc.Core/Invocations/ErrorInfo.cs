using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pynenc;

/// <summary>An exception as it travels: text only, so that reading one can never run code.</summary>
public sealed record ErrorInfo
{
    /// <summary>The deepest chain of inner exceptions kept.</summary>
    private const int MaxDepth = 8;

    private const int MaxText = 16 * 1024;

    /// <summary>The full name of the exception's type, such as <c>System.TimeoutException</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its message, at most 16,384 characters.</summary>
    public required string Message { get; init; }

    /// <summary>Its stack trace, at most 16,384 characters; <see langword="null"/> when it was never thrown.</summary>
    public string? StackTrace { get; init; }

    /// <summary>The entries of <see cref="Exception.Data"/>, as text.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>The inner exception, at most eight deep; for an <see cref="InvocationFailedException"/> what the body of that invocation threw.</summary>
    public ErrorInfo? Inner { get; init; }

    /// <summary>Describes an exception. Never throws, whatever the exception does.</summary>
    public static ErrorInfo From(Exception error) => From(error, MaxDepth);

    /// <summary>Type and message on one line, for reasons. Never throws, whatever the exception does.</summary>
    internal static string TextOf(Exception error) => $"{error.GetType().FullName}: {MessageOf(error)}";

    /// <summary>The message. Never throws, whatever the exception does.</summary>
    internal static string MessageOf(Exception error) => Cut(Ask(() => error.Message)) ?? string.Empty;

    internal ReadOnlyMemory<byte> Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ErrorInfoJson.Default.ErrorInfo);

    internal static ErrorInfo Decode(ReadOnlyMemory<byte>? payload)
    {
        try
        {
            return payload is { } json
                ? JsonSerializer.Deserialize(json.Span, ErrorInfoJson.Default.ErrorInfo)!
                : Unreadable("none was stored");
        }
        catch (JsonException error)
        {
            return Unreadable(error.Message);
        }
    }

    private static ErrorInfo Unreadable(string why) => new() { Type = typeof(Exception).FullName!, Message = $"The stored error cannot be read: {why}" };

    private static ErrorInfo From(Exception error, int depth) => new()
    {
        Type = error.GetType().FullName ?? error.GetType().Name,
        Message = MessageOf(error),
        StackTrace = Cut(Ask(() => error.StackTrace)),
        Data = ReadData(error),
        Inner = depth <= 1 ? null
            : error is InvocationFailedException failed ? Cut(failed.Error, depth - 1)
            : error.InnerException is { } inner ? From(inner, depth - 1)
            : null,
    };

    private static ErrorInfo Cut(ErrorInfo error, int depth) =>
        error.Inner is { } inner ? error with { Inner = depth > 1 ? Cut(inner, depth - 1) : null } : error;

    private static Dictionary<string, string> ReadData(Exception error)
    {
        var data = new Dictionary<string, string>();
        try
        {
            foreach (DictionaryEntry entry in error.Data)
            {
                string key = Ask(() => Convert.ToString(entry.Key, CultureInfo.InvariantCulture)) ?? string.Empty;
                data[key] = Cut(Ask(() => Convert.ToString(entry.Value, CultureInfo.InvariantCulture))) ?? string.Empty;
            }
        }
        catch (Exception)
        {
            // The property is virtual: what was read before it threw is kept.
        }

        return data;
    }

    private static string? Ask(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception error)
        {
            return $"(reading it threw {error.GetType().FullName})";
        }
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
