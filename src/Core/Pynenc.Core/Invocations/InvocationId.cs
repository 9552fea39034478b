namespace Pynenc;

/// <summary>Identifies one invocation, the same for its whole life, across retries and recoveries.</summary>
/// <remarks>A UUID; new ones are version 7, so that ids made later sort later. Its text is lower case with hyphens.</remarks>
public readonly record struct InvocationId(Guid Value) : IComparable<InvocationId>
{
    /// <summary>Makes an id nobody has used.</summary>
    public static InvocationId New() => new(RandomUuid.CreateVersion7());

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
