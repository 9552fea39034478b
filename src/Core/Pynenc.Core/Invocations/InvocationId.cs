using System.Security.Cryptography;
using System.Text;

namespace Pynenc;

/// <summary>Identifies one invocation, the same for its whole life, across retries and recoveries.</summary>
/// <remarks>A UUID; new ones are version 7, so that ids made later sort later; those of calls with an idempotency key are version 8. Its text is lower case with hyphens.</remarks>
public readonly record struct InvocationId(Guid Value) : IComparable<InvocationId>
{
    /// <summary>Makes an id nobody has used.</summary>
    public static InvocationId New() => new(RandomUuid.CreateVersion7());

    /// <summary>The id that belongs to a name: the same for the same scope and name, on every machine and in every process.</summary>
    /// <remarks>A UUID of version 8 (RFC 9562), from the SHA-256 of both texts.</remarks>
    internal static InvocationId Named(string scope, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];

        // The length comes first, so that no other pair of texts reads the same.
        SHA256.HashData(Encoding.UTF8.GetBytes($"{scope.Length}:{scope}{name}"), hash);
        hash[6] = (byte)(0x80 | (hash[6] & 0x0F));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3F));
        return new InvocationId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Reads an id from its text.</summary>
    /// <exception cref="FormatException">The text is not a UUID.</exception>
    public static InvocationId Parse(string text) => new(Guid.Parse(text));

    /// <inheritdoc/>
    public int CompareTo(InvocationId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");

    /// <summary>Compares as UUIDs do.</summary>
    public static bool operator <(InvocationId left, InvocationId right) => left.Value < right.Value;

    /// <summary>Compares as UUIDs do.</summary>
    public static bool operator >(InvocationId left, InvocationId right) => left.Value > right.Value;

    /// <summary>Compares as UUIDs do.</summary>
    public static bool operator <=(InvocationId left, InvocationId right) => left.Value <= right.Value;

    /// <summary>Compares as UUIDs do.</summary>
    public static bool operator >=(InvocationId left, InvocationId right) => left.Value >= right.Value;
}
