using System.Diagnostics.CodeAnalysis;

namespace Pynenc;

/// <summary>Names one application; everything it stores is isolated by this name.</summary>
/// <remarks>
/// 1 to 63 characters of <c>a-z</c>, <c>0-9</c>, <c>_</c> and <c>-</c>, beginning with a letter or a digit. The narrow
/// alphabet is what lets every store use the id as it is, in table, key and queue names, without two ids ever meeting.
/// </remarks>
public readonly record struct AppId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 63;

    private readonly string? _value;

    /// <summary>Checks and wraps <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The value is empty, too long, or has a character outside the alphabet.</exception>
    public AppId(string value)
    {
        if (Names.Problem("App id", value, MaxLength, allowDot: false) is { } problem)
        {
            throw new ArgumentException(problem, nameof(value));
        }

        _value = value;
    }

    /// <summary>The text of the id; <c>pynenc</c> for the default value of this type.</summary>
    public string Value => _value ?? "pynenc";

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static bool TryCreate(string? value, [NotNullWhen(false)] out string? problem)
    {
        problem = Names.Problem("App id", value, MaxLength, allowDot: false);
        return problem is null;
    }
}
