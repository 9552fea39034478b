using System.Text.Json;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>Cuts large values out of payloads.</summary>
internal static class PayloadSplitter
{
    /// <summary>Cuts out the arguments that are larger than a threshold, each by itself, so that one that many calls share is stored once.</summary>
    /// <param name="arguments">One JSON object.</param>
    /// <param name="threshold">The largest value that stays.</param>
    /// <param name="most">The most that may be left; when more would be, all of it is cut out as one value.</param>
    /// <returns>What to store, with the values that go with it; <see langword="null"/> when nothing is large.</returns>
    public static SplitPayload? Arguments(ReadOnlyMemory<byte> arguments, int threshold, int most)
    {
        var pieces = new List<(ReadOnlyMemory<byte> Text, ContentReference? Reference)>();
        var values = new List<(ContentKey Key, ReadOnlyMemory<byte> Value)>();
        int kept = 0;
        int left = 0;
        foreach ((int start, int end) in ValuesOf(arguments.Span))
        {
            if (end - start <= threshold)
            {
                continue;
            }

            left += start - kept;
            pieces.Add((arguments[kept..start], null));
            pieces.Add((default, Cut(arguments[start..end], values)));
            kept = end;
        }

        left += arguments.Length - kept;
        pieces.Add((arguments[kept..], null));
        return left > most ? Whole(arguments)
            : values.Count == 0 ? null
            : new SplitPayload(new PayloadEnvelope(pieces).Write(), values);
    }

    /// <summary>Cuts out a payload as one value.</summary>
    public static SplitPayload Whole(ReadOnlyMemory<byte> payload)
    {
        var values = new List<(ContentKey Key, ReadOnlyMemory<byte> Value)>();
        return new SplitPayload(new PayloadEnvelope([(default, Cut(payload, values))]).Write(), values);
    }

    private static ContentReference Cut(ReadOnlyMemory<byte> value, List<(ContentKey Key, ReadOnlyMemory<byte> Value)> values)
    {
        var key = ContentKey.Of(value.Span);
        if (!values.Any(v => v.Key == key))
        {
            values.Add((key, value));
        }

        return new ContentReference(key, value.Length);
    }

    /// <summary>Where the values of an object begin and end.</summary>
    private static List<(int Start, int End)> ValuesOf(ReadOnlySpan<byte> json)
    {
        var values = new List<(int Start, int End)>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            values.Add((start, (int)reader.BytesConsumed));
        }

        return values;
    }
}
