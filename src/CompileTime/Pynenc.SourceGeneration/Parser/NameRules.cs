namespace Pynenc.SourceGeneration.Parser;

/// <summary>The rules of <c>TaskId</c> and <c>QueueName</c>, said again: this assembly runs in the compiler and cannot reference Core.</summary>
internal static class NameRules
{
    private const int MaxTaskId = 255;
    private const int MaxQueue = 63;

    /// <summary>Says what is wrong with a task id; null when nothing is.</summary>
    public static string? TaskIdProblem(string what, string value)
    {
        if (LengthProblem(what, value, MaxTaskId) is { } problem)
        {
            return problem;
        }

        int bad = IndexOf(value, (c, i) => !(char.IsLetterOrDigit(c) || (i > 0 && c is '.' or '_' or '-' or '+')));
        return bad < 0
            ? null
            : $"{what} '{value}' has '{value[bad]}' at position {bad}. Use letters, digits, '.', '_', '-' and '+', beginning with a letter or a digit.";
    }

    /// <summary>Says what is wrong with a queue name; null when nothing is.</summary>
    public static string? QueueProblem(string value)
    {
        if (LengthProblem("Queue name", value, MaxQueue) is { } problem)
        {
            return problem;
        }

        int bad = IndexOf(value, (c, i) => !(c is (>= 'a' and <= 'z') or (>= '0' and <= '9') || (i > 0 && c is '.' or '_' or '-')));
        return bad < 0
            ? null
            : $"Queue name '{value}' has '{value[bad]}' at position {bad}. Use a-z, 0-9, '.', '_' and '-', beginning with a letter or a digit.";
    }

    private static string? LengthProblem(string what, string value, int limit)
    {
        if (value.Length == 0)
        {
            return $"{what} is empty. Give it 1 to {limit} characters.";
        }

        return value.Length <= limit
            ? null
            : $"{what} '{value.Substring(0, 20)}…' has {value.Length} characters; the limit is {limit}. Shorten it.";
    }

    private static int IndexOf(string value, Func<char, int, bool> isBad)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (isBad(value[i], i))
            {
                return i;
            }
        }

        return -1;
    }
}
