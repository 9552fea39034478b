using System.Globalization;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Looks at the server before the first use: whether it can do what is needed, and whether it keeps what it accepts.</summary>
internal static class ServerCheck
{
    /// <summary>The stored format; what it is stands in the approved file beside the tests.</summary>
    public const int Format = 1;

    private static readonly Version Oldest = new(6, 2);

    /// <summary>What the driver has found out while connecting, and would not say in so many words.</summary>
    public static void CheckNodes(ConnectionMultiplexer connection, int number, string where)
    {
        IServer[] nodes = [.. connection.GetServers().Where(n => n.IsConnected)];
        if (nodes.Length > 0 && nodes.All(n => n.IsReplica))
        {
            throw IsReplica(where);
        }

        if (number > 0 && nodes.Any(n => n.ServerType == ServerType.Cluster))
        {
            throw new BackendException($"{where} is a cluster, which has only database 0, and defaultDatabase is {number}. Take defaultDatabase out of the connection string.", isTransient: false);
        }
    }

    public static async Task RunAsync(RedisDatabase database, IDatabase server, string where, CancellationToken cancellationToken)
    {
        RedisResult answer = await database.RunAsync(server, RedisScript.Open, [Format]).WaitAsync(cancellationToken).ConfigureAwait(false);
        CheckServer((string)answer[2]!, where, database.Logger);
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
    internal static void CheckServer(string text, string where, ILogger logger)
    {
        Dictionary<string, string> said = Parse(text);
        if (said.TryGetValue("redis_version", out string? its) && Version.TryParse(its.Split('-')[0], out Version? version) && version < Oldest)
        {
            throw new BackendException($"{where} has version {its}; {Oldest} or later is needed. Update the server.", isTransient: false);
        }

        if (said.GetValueOrDefault("role") == "slave")
        {
            throw IsReplica(where);
        }

        if (said.GetValueOrDefault("aof_enabled") == "0")
        {
            logger.NotPersistent(where);
        }

        if (said.GetValueOrDefault("maxmemory_policy") is { } policy && policy != "noeviction" && said.GetValueOrDefault("maxmemory", "0") != "0")
        {
            logger.Evicts(where, policy);
        }
    }

    private static BackendException IsReplica(string where) => new(
        $"{where} is a replica and takes no writes. Name the primary in the connection string, or all nodes, or the sentinels with serviceName=….",
        isTransient: false);

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
