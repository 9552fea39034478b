using System.Text.Json;

namespace Pynenc;

/// <summary>Writes the arguments of a task as one JSON object, a property per parameter, and reads them back.</summary>
/// <typeparam name="TArguments">A tuple of the arguments.</typeparam>
public abstract class ArgumentsCodec<TArguments>
{
    private protected ArgumentsCodec(params IReadOnlyList<TaskParameter> parameters) => Parameters = parameters;

    /// <summary>The parameters, in declared order.</summary>
    public IReadOnlyList<TaskParameter> Parameters { get; }

    internal ReadOnlyMemory<byte> Encode(in TArguments arguments, PayloadSerializer serializer)
    {
        using PooledJsonWriter pooled = PooledJsonWriter.Rent();
        pooled.Writer.WriteStartObject();
        Write(pooled.Writer, in arguments, serializer);
        pooled.Writer.WriteEndObject();
        return pooled.ToArray();
    }

    /// <exception cref="PayloadException">The stored arguments do not fit the parameters.</exception>
    internal TArguments Decode(ReadOnlyMemory<byte> json, PayloadSerializer serializer)
    {
        try
        {
            var reader = new ArgumentsReader(json.Span, serializer);
            TArguments arguments = Read(ref reader);
            reader.End(Parameters);
            return arguments;
        }
        catch (Exception error) when (error is not PayloadException)
        {
            throw new PayloadException($"The stored arguments cannot be read: {ErrorInfo.MessageOf(error)}", error);
        }
    }

    private protected abstract void Write(Utf8JsonWriter writer, in TArguments arguments, PayloadSerializer serializer);

    private protected abstract TArguments Read(ref ArgumentsReader reader);
}
