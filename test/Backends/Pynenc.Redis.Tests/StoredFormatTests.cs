using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Pynenc.Redis.Tests;

/// <summary>What lies on the server is public: a change must be seen in review, and comes with a higher format.</summary>
public sealed partial class StoredFormatTests
{
    [Fact]
    public async Task Keys_types_and_fields_are_the_approved_ones()
    {
        string server = await Server.SharedAsync();
        await using PynencApp app = Server.App(server);
        await Everything.StoreAsync(app);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"format {ServerCheck.Format}\n\nkeys, behind pynenc:{{app}}:\n");
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (byte[] key in await RawKeysAsync(server, app.AppId.Value))
        {
            seen[Kind(key)] = (string)(await Server.AskAsync(server, "TYPE", Full(app, key)))!;
        }

        await using (var composed = PynencApp.Create(o => o.AppId(Server.NewApp()).UseRedisState(server).UseMemoryBroker()))
        {
            await composed.PublishAsync();
            await composed.PublishAsync(composed.Record() with { NotBefore = composed.Time.GetUtcNow().AddDays(1) });
            foreach (byte[] key in await RawKeysAsync(server, composed.AppId.Value))
            {
                seen[Kind(key)] = (string)(await Server.AskAsync(server, "TYPE", Full(composed, key)))!;
            }
        }

        foreach ((string kind, string type) in seen)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {kind,-24} {type}\n");
        }

        text.Append("\nan invocation: where its fields begin\n");
        foreach (System.Reflection.FieldInfo field in typeof(InvocationLayout).GetFields().Where(f => f.IsLiteral))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {field.Name,-24} {field.GetRawConstantValue()}\n");
        }

        text.Append("\nits flags\n");
        foreach (InvocationFlags flag in Enum.GetValues<InvocationFlags>())
        {
            text.Append(CultureInfo.InvariantCulture, $"  {flag,-24} {(int)flag}\n");
        }

        Matches(text.ToString());
    }

    /// <summary>A name without the id in it.</summary>
    private static string Kind(byte[] key)
    {
        string name = Encoding.Latin1.GetString(key);
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return name;
        }

        string kind = name[..colon];
        string rest = name[(colon + 1)..];
        return Plain().IsMatch(rest) && rest.Length < 16
            ? kind switch
            {
                "queue" or "lanes" => $"{kind}:{{queue}}",
                "rate" or "slots" or "line" => $"{kind}:{{key}}",
                "ended" => "ended:{status}",
                _ => $"{kind}:{{block}}",
            }
            : kind switch
            {
                "owned" => "owned:{runner}",
                "content" or "writers" => $"{kind}:{{hash}}",
                "chunk" => "chunk:{hash}{writer}{index}",
                "lanes" => "lanes:{queue}",
                _ => $"{kind}:{{id}}",
            };
    }

    private static byte[] Full(PynencApp app, byte[] key) => [.. Encoding.UTF8.GetBytes($"pynenc:{{{app.AppId}}}:"), .. key];

    private static async Task<List<byte[]>> RawKeysAsync(string server, string app)
    {
        byte[] stem = Encoding.UTF8.GetBytes($"pynenc:{{{app}}}:");
        var keys = new List<byte[]>();
        string cursor = "0";
        do
        {
            StackExchange.Redis.RedisResult page = await Server.AskAsync(server, "SCAN", cursor, "MATCH", $"pynenc:{{{app}}}:*", "COUNT", 10_000);
            cursor = (string)page[0]!;
            keys.AddRange(((byte[][])page[1]!).Select(k => k[stem.Length..]));
        }
        while (cursor != "0");
        return keys;
    }

    private static void Matches(string seen, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "approved", "format.txt");
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, seen);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with PYNENC_UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), seen);
    }

    [GeneratedRegex("^[a-z0-9]*$")]
    private static partial Regex Plain();
}
