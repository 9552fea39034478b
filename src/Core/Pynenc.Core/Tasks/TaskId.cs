namespace Pynenc;

/// <summary>Identifies a task in everything that is stored; stays the same when code moves, as long as nobody changes it.</summary>
/// <remarks>
/// 1 to 255 characters of letters, digits, <c>.</c>, <c>_</c>, <c>-</c> and <c>+</c>, beginning with a letter or a digit.
/// By default the full name of the method, <c>Shop.Jobs.Add</c>. A renamed task declares its old ids as aliases.
/// </remarks>
public readonly record struct TaskId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 255;

    private readonly string? _value;

    /// <summary>Checks and wraps <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The value is empty, too long, or has a character outside the alphabet.</exception>
    public TaskId(string value)
    {
        if (Problem(value) is { } problem)
        {
            throw new ArgumentException(problem, nameof(value));
        }

        _value = value;
    }

    /// <summary>The text of the id.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>What stands before the last dot; empty when there is none.</summary>
    public string Module => Value.LastIndexOf('.') is var dot and > 0 ? Value[..dot] : string.Empty;

    /// <summary>What stands behind the last dot; the whole id when there is none.</summary>
    public string Name => Value[(Value.LastIndexOf('.') + 1)..];

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static string? Problem(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return $"Task id is empty. Give it 1 to {MaxLength} characters.";
        }

        if (value.Length > MaxLength)
        {
            return $"Task id '{value[..20]}…' has {value.Length} characters; the limit is {MaxLength}. Shorten it.";
        }

        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            bool fits = char.IsLetterOrDigit(c) || (i > 0 && c is '.' or '_' or '-' or '+');
            if (!fits)
            {
                return $"Task id '{value}' has '{c}' at position {i}. Use letters, digits, '.', '_', '-' and '+', beginning with a letter or a digit.";
            }
        }

        return null;
    }
}
