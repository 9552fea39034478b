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

    /// <summary>From when ages are counted. Any day before the first call does; it must never change.</summary>
    private static readonly DateTimeOffset FirstDay = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

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

    /// <summary>
    /// The number, -100 to 100 as it was asked for. Where work ages (<see cref="PynencOptions.Ageing"/>) it is less by the time of its
    /// registration, and can be far below -100.
    /// </summary>
    public double Value { get; private init; }

    /// <summary>Wraps a number; the same checks as the constructor.</summary>
    public static implicit operator Priority(double value) => new(value);

    /// <summary>Wraps a number; the same checks as the constructor.</summary>
    public static Priority FromDouble(double value) => new(value);

    /// <summary>Wraps a number that a backend has stored, for backends: it may be below <see cref="Min"/>, where work ages.</summary>
    /// <param name="value">At most <see cref="Max"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or more than 100.</exception>
    public static Priority FromStore(double value) => value is <= Max and > double.NegativeInfinity
        ? default(Priority) with { Value = value }
        : throw new ArgumentOutOfRangeException(nameof(value), $"Priority {value} is in the store and is no number up to {Max}. The record is damaged.");

    /// <summary>This priority, and <see cref="PromotionStep"/> more; never more than <see cref="Max"/>.</summary>
    public Priority Promoted() => FromStore(Math.Min(Value + PromotionStep, Max));

    /// <summary>
    /// This priority for work that ages: less by 1 for each period from a fixed day to <paramref name="since"/>, in steps of a tenth.
    /// </summary>
    /// <remarks>
    /// What waits gains 1 in each period, all alike; so who comes before whom never changes, and a number that is fixed at the start tells it:
    /// no entry is ever touched again. Steps of a tenth leave equals, among which lanes are served in turn.
    /// </remarks>
    internal Priority Aged(DateTimeOffset since, TimeSpan period)
    {
        double steps = Math.Floor(10 * ((since - FirstDay) / period));
        return FromStore(Value - (Math.Max(steps, 0) / 10));
    }

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
