using System.Globalization;
using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Looks at the server before the first use: whether it can do what is needed, and whether it keeps what it accepts.</summary>
internal static class ServerCheck
{
    /// <summary>The stored format; what it is stands in the approved file beside the tests.</summary>
    public const int Format = 1;

    private static readonly Version Oldest = new(6, 2);

    public static async Task RunAsync(RedisDatabase database, IDatabase server, string where, CancellationToken cancellationToken)
    {
        RedisResult answer = await database.RunAsync(server, RedisScript.Open, [Format]).WaitAsync(cancellationToken).ConfigureAwait(false);
        CheckServer(database, Parse((string)answer[2]!), where);
        string foreign = (string)answer[1]!;
        if (foreign.Length > 0)
        {
            throw new BackendException(
                $"{where} has keys of somebody else under this application's names: {foreign}. Remove them, or set RedisBackendOptions.KeyPrefix or the application's id to another name.",
                isTransient: false);
        }

        if (!int.TryParse((string?)answer[0], NumberStyles.None, CultureInfo.InvariantCulture, out int format) || format > Format)
        {
            throw new BackendException(
                $"{where} has the application '{database.App.AppId}' in stored format '{(string?)answer[0]}'; this version of Pynenc.Redis knows formats up to {Format}. Update the package.",
                isTransient: false);
        }
    }

    /// <summary>An account that may not ask how the server is set gets no answer here, which is no reason not to work with it.</summary>
    private static void CheckServer(RedisDatabase database, Dictionary<string, string> said, string where)
    {
        if (said.TryGetValue("redis_version", out string? text) && Version.TryParse(text.Split('-')[0], out Version? version) && version < Oldest)
        {
            throw new BackendException($"{where} has version {text}; {Oldest} or later is needed. Update the server.", isTransient: false);
        }

        if (said.GetValueOrDefault("role") == "slave")
        {
            throw new BackendException(
                $"{where} is a replica and takes no writes. Name the primary in the connection string, or all nodes, or the sentinels with serviceName=….",
                isTransient: false);
        }

        if (said.GetValueOrDefault("aof_enabled") == "0")
        {
            database.Logger.NotPersistent(where);
        }

        if (said.GetValueOrDefault("maxmemory_policy") is { } policy && policy != "noeviction" && said.GetValueOrDefault("maxmemory", "0") != "0")
        {
            database.Logger.Evicts(where, policy);
        }
    }

    private static Dictionary<string, string> Parse(string said)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon)
            {
                values[line[..colon]] = line[(colon + 1)..];
            }
        }

        return values;
    }
}
