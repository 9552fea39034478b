using System.Text;

namespace Pynenc.Redis.Tests;

/// <summary>What is written stays as it is when the room runs out in the middle of it.</summary>
public sealed class PackerTests
{
    private const string Written = "a text that is a little longer than sixteen bytes";

    [Fact]
    public void The_length_of_a_text_is_written_wherever_the_room_runs_out()
    {
        for (int before = 0; before < 2100; before++)
        {
            using var packer = new Packer(16);
            packer.Zeros(before).Text8(Written).Text16(Written).Text32(Written);
            var reader = new Unpacker(((ReadOnlyMemory<byte>)packer.Value).Span[before..]);
            Assert.Equal(Written, Encoding.UTF8.GetString(reader.Take(reader.Byte())));
            Assert.Equal(Written, Encoding.UTF8.GetString(reader.Take(reader.UInt16())));
            Assert.Equal(Written, Encoding.UTF8.GetString(reader.Take(reader.Length32())));
        }
    }
}
