using System.Buffers.Binary;
using System.Text;

namespace Pynenc.Redis;

/// <summary>Reads what the scripts answer.</summary>
internal ref struct Unpacker(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public int Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Length32() => checked((int)UInt32());

    /// <summary>A number of 6 bytes.</summary>
    public long UInt48() => UInt16() + (UInt32() << 16);

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public InvocationId Id() => new(Guid());

    public Guid Guid() => new(Take(16), bigEndian: true);

    public string Text(int length) => Encoding.UTF8.GetString(Take(length));

    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
