namespace Pynenc;

/// <summary>How urgent an invocation is: higher runs first, equal ones in the order they came.</summary>
public readonly record struct Priority : IComparable<Priority>
{
    /// <summary>The lowest value, -100.</summary>
    public const double Min = -100;

    /// <summary>The highest value, 100.</summary>
    public const double Max = 100;

    /// <summary>What each invocation that waits for a queued one adds to its priority, 0.01; so equal work that somebody waits for comes first.</summary>
    public const double PromotionStep = 0.01;

    /// <summary>Checks and wraps <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, or outside -100 to 100.</exception>
    public Priority(double value)
    {
        if (!(value is >= Min and <= Max))
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), $"Priority {value} is not between {Min} and {Max}. Use 0 for ordinary work, more for urgent work.");
        }

        Value = value;
    }

    /// <summary>The priority of a call that asks for none: 0.</summary>
    public static Priority Normal => default;

    /// <summary>The number, -100 to 100.</summary>
    public double Value { get; }

    /// <summary>Wraps a number; the same checks as the constructor.</summary>
    public static implicit operator Priority(double value) => new(value);

    /// <summary>Wraps a number; the same checks as the constructor.</summary>
    public static Priority FromDouble(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(Priority other) => Value.CompareTo(other.Value);

    /// <summary>Compares by urgency.</summary>
    public static bool operator <(Priority left, Priority right) => left.Value < right.Value;

    /// <summary>Compares by urgency.</summary>
    public static bool operator >(Priority left, Priority right) => left.Value > right.Value;

    /// <summary>Compares by urgency.</summary>
    public static bool operator <=(Priority left, Priority right) => left.Value <= right.Value;

    /// <summary>Compares by urgency.</summary>
    public static bool operator >=(Priority left, Priority right) => left.Value >= right.Value;
}
