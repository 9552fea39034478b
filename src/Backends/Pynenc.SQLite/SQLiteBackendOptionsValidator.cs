namespace Pynenc.SQLite;

/// <summary>Finds every problem of the path and the options at once.</summary>
internal static class SQLiteBackendOptionsValidator
{
    public static IReadOnlyList<string> Problems(string? path, SQLiteBackendOptions options)
    {
        var problems = new List<string>();
        AddPathProblem(problems, path);
        if (!Enum.IsDefined(options.Durability))
        {
            problems.Add($"{Name(nameof(options.Durability))} is {(int)options.Durability}; it must be Full or Normal. Choose Full unless a power loss may cost the last commits.");
        }

        AddRange(problems, nameof(options.BusyTimeout), options.BusyTimeout, TimeSpan.FromMilliseconds(100), "Leave it out to wait 30 s.");
        AddRange(problems, nameof(options.SafetyPoll), options.SafetyPoll, TimeSpan.FromMilliseconds(10), "Leave it out to look every 2 s.");
        if (options.Readers is < 1 or > 64)
        {
            problems.Add($"{Name(nameof(options.Readers))} is {options.Readers}; it must be 1 to 64. Leave it out to use 4.");
        }

        return problems;
    }

    private static void AddPathProblem(List<string> problems, string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            problems.Add("""The SQLite path is empty; it must name a file. Write o.UseSQLite("app.db").""");
        }
        else if (path.Contains('\0', StringComparison.Ordinal) || Path.EndsInDirectorySeparator(path))
        {
            problems.Add($"""The SQLite path '{path.Replace("\0", "\\0", StringComparison.Ordinal)}' does not name a file. Write o.UseSQLite("app.db").""");
        }
        else if (path.StartsWith(":memory:", StringComparison.Ordinal) || path.StartsWith("file:", StringComparison.Ordinal))
        {
            problems.Add($"The SQLite path is '{path}'; it must be a plain file name, because several connections share it. Use o.UseMemory() to keep everything in memory.");
        }
    }

    private static void AddRange(List<string> problems, string option, TimeSpan value, TimeSpan min, string next)
    {
        if (value < min || value > TimeSpan.FromHours(1))
        {
            problems.Add($"{Name(option)} is {value}; it must be {min} to {TimeSpan.FromHours(1)}. {next}");
        }
    }

    private static string Name(string option) => $"{nameof(SQLiteBackendOptions)}.{option}";
}
