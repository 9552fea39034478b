using Npgsql;

namespace Pynenc.Postgres;

/// <summary>Finds every problem of the connection string and the options at once. A password is never repeated.</summary>
internal static class PostgresBackendOptionsValidator
{
    private const int LongestSchema = 40;

    public static IReadOnlyList<string> Problems(string? connectionString, PostgresBackendOptions options)
    {
        var problems = new List<string>();
        AddConnectionProblem(problems, connectionString);
        if (options.Schema is not { Length: > 0 and <= LongestSchema } schema || schema.AsSpan().ContainsAnyExcept(Letters) || char.IsAsciiDigit(schema[0]))
        {
            problems.Add($"{Name(nameof(options.Schema))} is '{options.Schema}'; it must have 1 to {LongestSchema} characters of a-z, 0-9 and _, and begin with a letter or _. Leave it out to use 'pynenc'.");
        }

        AddRange(problems, nameof(options.SafetyPoll), options.SafetyPoll, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        AddRange(problems, nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        AddRange(problems, nameof(options.CommandTimeout), options.CommandTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        return problems;
    }

    private static System.Buffers.SearchValues<char> Letters { get; } = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private static void AddConnectionProblem(List<string> problems, string? connectionString)
    {
        const string form = """Write o.UsePostgres("Host=localhost;Database=shop;Username=shop;Password=…").""";
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            problems.Add($"The PostgreSQL connection string is empty. {form}");
            return;
        }

        try
        {
            if (new NpgsqlConnectionStringBuilder(connectionString).Host is null or "")
            {
                problems.Add($"The PostgreSQL connection string names no Host. {form}");
            }
        }
        catch (ArgumentException error)
        {
            // The driver names the word it does not know, not the values.
            problems.Add($"The PostgreSQL connection string cannot be read: {error.Message.Split('\n')[0]} {form}");
        }
    }

    private static void AddRange(List<string> problems, string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add($"{Name(option)} is {value}; it must be {least} to {most}.");
        }
    }

    private static string Name(string option) => $"{nameof(PostgresBackendOptions)}.{option}";
}
