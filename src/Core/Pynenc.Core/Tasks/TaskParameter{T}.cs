using System.Text.Json;

namespace Pynenc;

/// <summary>A parameter whose type is known at compile time, so that reading and writing it needs no reflection.</summary>
public sealed class TaskParameter<T> : TaskParameter
{
    private readonly T? _default;

    /// <summary>A parameter every call must give.</summary>
    public TaskParameter(string name)
        : base(name, typeof(T), isOptional: false)
    {
    }

    /// <summary>A parameter with a default, used for stored arguments that lack it.</summary>
    public TaskParameter(string name, T? defaultValue)
        : base(name, typeof(T), isOptional: true) => _default = defaultValue;

    internal T Default => _default!;

    internal void Write(Utf8JsonWriter writer, T value, PayloadSerializer serializer)
    {
        writer.WritePropertyName(EncodedName);
        try
        {
            JsonSerializer.Serialize(writer, value, serializer.TypeInfo<T>());
        }
        catch (Exception error)
        {
            throw new PayloadException(
                $"Argument '{Name}' of type {typeof(T)} cannot be serialized: {ErrorInfo.MessageOf(error)} Pass plain data, or register a JSON converter for it.", error);
        }
    }
}
