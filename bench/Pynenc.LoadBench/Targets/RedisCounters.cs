using System.Globalization;
using Pynenc.Redis;
using StackExchange.Redis;

namespace Pynenc.LoadBench.Targets;

/// <summary>What the connection of this process and the server say of themselves.</summary>
internal sealed class RedisCounters(string connectionString)
{
    public const string RoundTrips = "round trips";
    public const string Commands = "commands at the server";

    private ConnectionMultiplexer? _asking;

    /// <summary>What this process sent, and what the server ran for everybody, commands within scripts included.</summary>
    public async ValueTask<IReadOnlyList<Tally>> CountAsync()
    {
        _asking ??= await ConnectionMultiplexer.ConnectAsync($"{connectionString},allowAdmin=true");
        RedisLink link = RedisLink.Rent(connectionString);
        try
        {
            ConnectionMultiplexer connection = await link.ConnectAsync(CancellationToken.None);
            string told = await _asking.GetServers()[0].InfoRawAsync("commandstats") ?? "";
            return [new Tally(RoundTrips, connection.OperationCount), new Tally(Commands, told.Split('\n').Sum(Calls))];
        }
        finally
        {
            await link.ReturnAsync();
        }
    }

    /// <summary>Of a line such as <c>cmdstat_get:calls=21,usec=…</c>.</summary>
    private static long Calls(string line)
    {
        const string label = ":calls=";
        int at = line.IndexOf(label, StringComparison.Ordinal);
        return at < 0 ? 0 : long.Parse(line[(at + label.Length)..].Split(',')[0], CultureInfo.InvariantCulture);
    }
}
