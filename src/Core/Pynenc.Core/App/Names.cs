using System.Buffers;

namespace Pynenc;

/// <summary>The one rule by which app ids and queue names are checked.</summary>
internal static class Names
{
    private static readonly SearchValues<char> First = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> Rest = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");
    private static readonly SearchValues<char> RestWithDot = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Says what is wrong with a name, or null when nothing is.</summary>
    public static string? Problem(string what, string? value, int maxLength, bool allowDot)
    {
        string alphabet = allowDot ? "a-z, 0-9, '.', '_' and '-'" : "a-z, 0-9, '_' and '-'";
        if (string.IsNullOrEmpty(value))
        {
            return $"{what} is empty. Give it 1 to {maxLength} characters of {alphabet}.";
        }

        if (value.Length > maxLength)
        {
            return $"{what} '{value[..20]}…' has {value.Length} characters; the limit is {maxLength}. Shorten it.";
        }

        int bad = First.Contains(value[0])
            ? value.AsSpan().IndexOfAnyExcept(allowDot ? RestWithDot : Rest)
            : 0;

        return bad < 0
            ? null
            : $"{what} '{value}' has '{value[bad]}' at position {bad}. Use {alphabet}, beginning with a letter or a digit.";
    }
}
