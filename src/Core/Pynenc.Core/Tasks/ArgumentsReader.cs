using System.Text.Json;

namespace Pynenc;

/// <summary>Reads arguments in the order they were written; falls back to a search where the order differs.</summary>
internal ref struct ArgumentsReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly PayloadSerializer _serializer;
    private Utf8JsonReader _reader;
    private int _found;
    private bool _inOrder;

    public ArgumentsReader(ReadOnlySpan<byte> json, PayloadSerializer serializer)
    {
        _json = json;
        _serializer = serializer;
        _reader = new Utf8JsonReader(json);
        _inOrder = true;
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("They are not a JSON object.");
        }

        _reader.Read();
    }

    public T Next<T>(TaskParameter<T> parameter)
    {
        if (_inOrder && _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals(parameter.EncodedName.EncodedUtf8Bytes))
        {
            _found++;
            T value = ReadValue(ref _reader, parameter);
            _reader.Read();
            return value;
        }

        _inOrder = false;
        return Search(parameter);
    }

    /// <summary>Refuses arguments that no parameter takes: dropping data in silence would be worse than stopping.</summary>
    public readonly void End(IReadOnlyList<TaskParameter> parameters)
    {
        if (_inOrder && _reader.TokenType == JsonTokenType.EndObject)
        {
            return;
        }

        int count = 0;
        var reader = new Utf8JsonReader(_json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            count++;
            string name = reader.GetString()!;
            if (!parameters.Any(p => p.Name == name))
            {
                throw new JsonException($"The task has no parameter '{name}'; it has {string.Join(", ", parameters.Select(p => $"'{p.Name}'"))}.");
            }

            reader.Skip();
        }

        if (count != _found)
        {
            throw new JsonException("An argument is given twice.");
        }
    }

    private T Search<T>(TaskParameter<T> parameter)
    {
        var reader = new Utf8JsonReader(_json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(parameter.EncodedName.EncodedUtf8Bytes))
            {
                _found++;
                return ReadValue(ref reader, parameter);
            }

            reader.Skip();
        }

        return parameter.IsOptional
            ? parameter.Default
            : throw new JsonException($"Argument '{parameter.Name}' of type {typeof(T)} is missing.");
    }

    private readonly T ReadValue<T>(ref Utf8JsonReader reader, TaskParameter<T> parameter)
    {
        reader.Read();
        try
        {
            return JsonSerializer.Deserialize(ref reader, _serializer.TypeInfo<T>())!;
        }
        catch (JsonException error)
        {
            throw new JsonException($"Argument '{parameter.Name}' is not a {typeof(T)}: {error.Message}", error);
        }
    }
}
