using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pynenc;

/// <summary>Turns arguments and results into UTF-8 JSON and back. The type comes from the code, never from the data.</summary>
internal sealed class PayloadSerializer
{
    private readonly JsonSerializerOptions _options;
    private readonly int _maxBytes;
    private readonly string _limit;

    /// <param name="resolvers">Type information of the user's.</param>
    /// <param name="converters">Converters of the user's.</param>
    /// <param name="keepsLargeApart">True when large values are kept apart, so that the larger limit counts.</param>
    /// <param name="options">The limits.</param>
    public PayloadSerializer(
        IReadOnlyList<IJsonTypeInfoResolver> resolvers, IReadOnlyList<JsonConverter> converters, bool keepsLargeApart, PynencOptions options)
    {
        bool isLarger = keepsLargeApart && options.MaxClientDataBytes > options.MaxPayloadBytes;
        _maxBytes = isLarger ? options.MaxClientDataBytes : options.MaxPayloadBytes;
        _limit = $"{nameof(PynencOptions)}.{(isLarger ? nameof(PynencOptions.MaxClientDataBytes) : nameof(PynencOptions.MaxPayloadBytes))}";
        _options = new JsonSerializerOptions
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers, .. Reflection(), PlainTypes.Default]),
        };

        foreach (JsonConverter converter in converters)
        {
            _options.Converters.Add(converter);
        }

        _options.MakeReadOnly();
    }

    public JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));

    public ReadOnlyMemory<byte> Serialize<T>(T value)
    {
        if (typeof(T) == typeof(Unit))
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        try
        {
            using PooledJsonWriter pooled = PooledJsonWriter.Rent();
            JsonSerializer.Serialize(pooled.Writer, value, TypeInfo<T>());
            return pooled.ToArray();
        }
        catch (Exception error)
        {
            throw new PayloadException($"A result of type {typeof(T)} cannot be serialized: {ErrorInfo.MessageOf(error)} Return plain data, or register a JSON converter for it.", error);
        }
    }

    public T Deserialize<T>(ReadOnlyMemory<byte> json)
    {
        if (typeof(T) == typeof(Unit))
        {
            return default!;
        }

        try
        {
            return JsonSerializer.Deserialize(json.Span, TypeInfo<T>())!;
        }
        catch (Exception error)
        {
            throw new PayloadException($"A stored result cannot be read as {typeof(T)}: {ErrorInfo.MessageOf(error)}", error);
        }
    }

    public ReadOnlyMemory<byte> CheckSize(ReadOnlyMemory<byte> payload, string what) => payload.Length <= _maxBytes
        ? payload
        : throw new PayloadException($"The {what} take {payload.Length:N0} bytes; the limit is {_maxBytes:N0}. Pass a reference to the data, or raise {_limit}.");

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Taken only where the application has reflection-based JSON switched on; otherwise users add a JsonSerializerContext.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Taken only where the application has reflection-based JSON switched on; otherwise users add a JsonSerializerContext.")]
    private static IJsonTypeInfoResolver[] Reflection() =>
        JsonSerializer.IsReflectionEnabledByDefault ? [new DefaultJsonTypeInfoResolver()] : [];
}
