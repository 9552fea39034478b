namespace Pynenc;

/// <summary>Names one logical queue of an application.</summary>
/// <remarks>1 to 63 characters of <c>a-z</c>, <c>0-9</c>, <c>.</c>, <c>_</c> and <c>-</c>, beginning with a letter or a digit.</remarks>
public readonly record struct QueueName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 63;

    private readonly string? _value;

    /// <summary>Checks and wraps <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The value is empty, too long, or has a character outside the alphabet.</exception>
    public QueueName(string value)
    {
        if (Names.Problem("Queue name", value, MaxLength, allowDot: true) is { } problem)
        {
            throw new ArgumentException(problem, nameof(value));
        }

        _value = value;
    }

    /// <summary>The queue of every task that names no other: <c>default</c>.</summary>
    public static QueueName Default { get; } = new("default");

    /// <summary>The text of the name; <c>default</c> for the default value of this type.</summary>
    public string Value => _value ?? "default";

    /// <summary>True for the queue named <c>default</c>.</summary>
    public bool IsDefault => Value == "default";

    /// <inheritdoc/>
    public bool Equals(QueueName other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
