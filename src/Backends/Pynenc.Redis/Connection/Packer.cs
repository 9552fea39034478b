using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Writes what the scripts read: numbers with the small end first, one request behind the other.</summary>
internal sealed class Packer : IDisposable
{
    private byte[] _buffer;

    public Packer(int capacity = 1024) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    /// <summary>What was written, in the rented buffer: dispose only when the server has answered.</summary>
    public RedisValue Value => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public Packer Byte(int value)
    {
        Room(1)[0] = (byte)value;
        return this;
    }

    public Packer UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Room(2), checked((ushort)value));
        return this;
    }

    public Packer UInt32(long value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), checked((uint)value));
        return this;
    }

    public Packer Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        return this;
    }

    public Packer Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
        return this;
    }

    public Packer Id(InvocationId id) => Guid(id.Value);

    /// <summary>16 bytes in the order of the text, so that ids made later sort later.</summary>
    public Packer Guid(Guid value)
    {
        value.TryWriteBytes(Room(16), bigEndian: true, out _);
        return this;
    }

    public Packer Zeros(int count)
    {
        Room(count).Clear();
        return this;
    }

    public Packer Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    /// <summary>A text, its length before it in one byte.</summary>
    public Packer Text8(string text)
    {
        int at = Length;
        Byte(0);

        // Written first: the text may need a larger buffer, and the length belongs into that one.
        byte length = checked((byte)Text(text));
        _buffer[at] = length;
        return this;
    }

    /// <summary>A text, its length before it in two bytes.</summary>
    public Packer Text16(string text)
    {
        int at = Length;
        Zeros(2);
        WriteUInt16At(at, Text(text));
        return this;
    }

    /// <summary>A text, its length before it in four bytes.</summary>
    public Packer Text32(string text)
    {
        int at = Length;
        Zeros(4);
        WriteUInt32At(at, Text(text));
        return this;
    }

    public void WriteUInt16At(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(at), checked((ushort)value));

    public void WriteUInt32At(int at, long value) => BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(at), checked((uint)value));

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        Length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Text(string text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        return Encoding.UTF8.GetBytes(text, Room(count));
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - Length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + count));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
