using System.Buffers;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Finds every problem of the connection string and the options at once. A user or a password is never repeated.</summary>
internal static class MongoBackendOptionsValidator
{
    public const string DefaultDatabase = "pynenc";

    private const int LongestDatabase = 63;
    private const int MostInlineBytes = 1024 * 1024;

    private const string Form = """Write o.UseMongoDB("mongodb://host1,host2,host3/shop?replicaSet=rs0").""";

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private static readonly string[] Reserved = ["admin", "local", "config"];

    public static IReadOnlyList<string> Problems(string? connectionString, MongoBackendOptions options)
    {
        var problems = new List<string>();
        AddConnectionProblems(problems, connectionString);
        AddDatabaseProblem(problems, connectionString, options);
        AddRange(problems, nameof(options.SafetyPoll), options.SafetyPoll, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        AddRange(problems, nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        AddRange(problems, nameof(options.CommandTimeout), options.CommandTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        if (options.InlineBytes is < 0 or > MostInlineBytes)
        {
            problems.Add($"{Name(nameof(options.InlineBytes))} is {options.InlineBytes}; it must be 0 to {MostInlineBytes:#,0} (1 MiB).");
        }

        return problems;
    }

    /// <summary>The database that is meant.</summary>
    public static string DatabaseOf(string connectionString, MongoBackendOptions options) =>
        options.Database ?? (TryParse(connectionString, out MongoUrl? url, out _) ? url!.DatabaseName : null) ?? DefaultDatabase;

    private static void AddConnectionProblems(List<string> problems, string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            problems.Add($"The MongoDB connection string is empty. {Form}");
            return;
        }

        if (!TryParse(connectionString, out MongoUrl? url, out string? reason))
        {
            problems.Add($"The MongoDB connection string cannot be read: {reason} {Form}");
            return;
        }

        // Weaker than the majority, or from a secondary, an acknowledged step could be undone by a failover.
        if (url!.W is { } w && w != WriteConcern.WValue.Parse("majority"))
        {
            problems.Add($"The MongoDB connection string says w={w}; this backend writes with w=majority. Leave it out.");
        }

        if (url.Journal == false)
        {
            problems.Add("The MongoDB connection string says journal=false; this backend writes to the journal. Leave it out.");
        }

        if (url.ReadPreference is { } read && read.ReadPreferenceMode != ReadPreferenceMode.Primary)
        {
            problems.Add($"The MongoDB connection string says readPreference={read.ReadPreferenceMode}; this backend reads from the primary. Leave it out.");
        }
    }

    private static void AddDatabaseProblem(List<string> problems, string? connectionString, MongoBackendOptions options)
    {
        string database = DatabaseOf(connectionString ?? "", options);
        if (database.Length is 0 or > LongestDatabase || database.AsSpan().ContainsAnyExcept(Letters) || Reserved.Contains(database, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add($"{Name(nameof(options.Database))} is '{database}'; it must have 1 to {LongestDatabase} letters, digits, _ and -, and not be {string.Join(", ", Reserved)}. Leave it out to use '{DefaultDatabase}'.");
        }
    }

    private static bool TryParse(string connectionString, out MongoUrl? url, out string? reason)
    {
        try
        {
            (url, reason) = (new MongoUrl(connectionString), null);
            return true;
        }
        catch (Exception error) when (error is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The driver's message repeats the string, and with it the password.
            (url, reason) = (null, connectionString.StartsWith("mongodb", StringComparison.Ordinal)
                ? "it is not of the form mongodb://user:password@host:port/database?option=value; a user or password with : / ? # @ must be percent-encoded."
                : "it does not begin with mongodb:// or mongodb+srv://.");
            return false;
        }
    }

    private static void AddRange(List<string> problems, string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add($"{Name(option)} is {value}; it must be {least} to {most}.");
        }
    }

    private static string Name(string option) => $"{nameof(MongoBackendOptions)}.{option}";
}
