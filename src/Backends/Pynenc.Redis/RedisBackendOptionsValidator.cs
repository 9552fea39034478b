using System.Buffers;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Finds every problem of the connection string and the options at once. Nothing of the connection string is repeated.</summary>
internal static class RedisBackendOptionsValidator
{
    private const int LongestPrefix = 40;
    private const string Form = """Write o.UseRedis("localhost:6379"), or o.UseRedis("redis.example.com:6380,ssl=true,user=…,password=…").""";

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-:");

    public static IReadOnlyList<string> Problems(string? connectionString, RedisBackendOptions options)
    {
        var problems = new List<string>();
        if (ConnectionProblem(connectionString) is { } problem)
        {
            problems.Add($"The Redis connection string {problem} {Form}");
        }

        if (options.KeyPrefix is not { Length: > 0 and <= LongestPrefix } prefix || prefix.AsSpan().ContainsAnyExcept(Letters))
        {
            problems.Add($"{Name(nameof(options.KeyPrefix))} is '{options.KeyPrefix}'; it must have 1 to {LongestPrefix} characters of a-z, 0-9, _, - and :. Leave it out to use 'pynenc'.");
        }

        TimeSpan least = TimeSpan.FromMilliseconds(10);
        TimeSpan most = TimeSpan.FromHours(1);
        if (options.SafetyPoll < least || options.SafetyPoll > most)
        {
            problems.Add($"{Name(nameof(options.SafetyPoll))} is {options.SafetyPoll}; it must be {least} to {most}.");
        }

        return problems;
    }

    private static string? ConnectionProblem(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return "is empty.";
        }

        if (connectionString.Contains("://", StringComparison.Ordinal))
        {
            return "is an address with '://'; it is a list of host:port and name=value, with commas between them.";
        }

        try
        {
            return ConfigurationOptions.Parse(connectionString).EndPoints.Count == 0 ? "names no host." : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // The driver's message repeats what it could not read, which may be a part of a password with a comma in it.
            return "cannot be read: a name is not one StackExchange.Redis knows, or a value does not fit its name. A value cannot contain a comma.";
        }
    }

    private static string Name(string option) => $"{nameof(RedisBackendOptions)}.{option}";
}
