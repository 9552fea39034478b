using System.Buffers;
using System.Text.Json;

namespace Pynenc;

/// <summary>A JSON writer and its buffer, kept per thread, because the hot path writes two small payloads per invocation.</summary>
internal sealed class PooledJsonWriter : IDisposable
{
    private const int KeepBytes = 64 * 1024;

    [ThreadStatic]
    private static PooledJsonWriter? t_idle;

    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    private PooledJsonWriter() => Writer = new Utf8JsonWriter(_buffer);

    public Utf8JsonWriter Writer { get; }

    public static PooledJsonWriter Rent()
    {
        PooledJsonWriter pooled = t_idle ?? new PooledJsonWriter();
        t_idle = null;
        return pooled;
    }

    public ReadOnlyMemory<byte> ToArray()
    {
        Writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose()
    {
        _buffer.ResetWrittenCount();
        Writer.Reset();
        if (_buffer.Capacity <= KeepBytes)
        {
            t_idle = this;
        }
    }
}
