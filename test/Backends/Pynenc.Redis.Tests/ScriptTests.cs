using System.Reflection;
using System.Text.RegularExpressions;
using Pynenc.Backend;

namespace Pynenc.Redis.Tests;

/// <summary>The scripts are whole, bounded, and found again when the server forgets them.</summary>
public sealed partial class ScriptTests
{
    public static TheoryData<string> Names => [.. All().Select(s => s.Name)];

    [Fact]
    public void Every_file_is_a_script_and_every_script_a_file()
    {
        IEnumerable<string> files = typeof(RedisScript).Assembly.GetManifestResourceNames()
            .Where(n => !n.StartsWith("Shared/", StringComparison.Ordinal)).Select(n => n[..^".lua".Length]);
        Assert.Equal(files.Order(StringComparer.Ordinal), All().Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_script_walks_through_the_whole_server(string name) =>
        Assert.DoesNotMatch(Walking(), All().Single(s => s.Name == name).Text);

    [Theory, MemberData(nameof(Names))]
    public void Every_key_of_a_script_begins_with_the_stem(string name)
    {
        IEnumerable<string> wrong = Command().Matches(All().Single(s => s.Name == name).Text)
            .Select(m => m.Groups["key"].Value.Trim())
            .Where(key => !key.StartsWith("stem", StringComparison.Ordinal) && !Variables.Contains(key) && !key.StartsWith("unpack(", StringComparison.Ordinal));
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_server_that_forgot_the_scripts_is_given_them_again()
    {
        string server = await Server.SharedAsync();
        await using PynencApp app = Server.App(server);
        RunnerId runner = await First(app);
        for (int i = 0; i < 3; i++)
        {
            await Server.AskAsync(server, "SCRIPT", "FLUSH");
            InvocationId id = await app.PublishAsync();
            await app.MoveAsync(await app.ClaimAsync(runner, id), "1"u8.ToArray(), InvocationStatus.Running, InvocationStatus.Success);
        }

        Assert.Equal(3, (await app.CountAsync(Verbs.Token)).Single(c => c.Status == InvocationStatus.Success).Count);
    }

    [Fact]
    public async Task A_long_history_is_kept_whole_and_apart()
    {
        string server = await Server.SharedAsync();
        await using PynencApp app = Server.App(server);
        RunnerId runner = await First(app);
        InvocationId id = await Everything.SpillAsync(app, runner, turns: 300);
        IReadOnlyList<HistoryEntry> history = await app.State.Queries.GetHistoryAsync(id, Verbs.Token);
        Assert.Equal(Enumerable.Range(1, 901), history.Select(h => h.Sequence));
        Assert.Equal(300, history[^1].Epoch);
        Assert.All(history.Skip(1), h => Assert.Equal(runner, h.Runner));
        Assert.Equal(InvocationStatus.Retry, history[^1].Status);
    }

    [Fact]
    public async Task A_waiter_of_ten_thousand_finds_no_circle_in_what_was_parked_and_came_back()
    {
        string server = await Server.SharedAsync();
        await using PynencApp app = Server.App(server);
        RunnerId runner = await First(app);
        InvocationRecord[] records = [.. Enumerable.Range(0, 10_000).Select(_ => app.Record())];
        await app.State.Invocations.PublishAsync(records, Verbs.Token);
        ClaimedInvocation waiter = await app.ClaimAsync(runner, await app.PublishAsync());
        await app.MoveAsync(waiter, null, InvocationStatus.Running);
        Assert.Equal(WaitResult.Paused, await WaitAsync(app, waiter, [.. records.Select(r => r.Id)]));

        // One that is waited for is set aside, which answers its waiters; the edge to it is over then.
        ClaimedInvocation parked = await app.ClaimAsync(runner, records[0].Id);
        await app.MoveAsync(parked, null, InvocationStatus.Parked, InvocationStatus.Rerouted);
        ClaimedInvocation back = await app.ClaimAsync(runner, records[0].Id);
        await app.MoveAsync(back, null, InvocationStatus.Running);
        Assert.Equal(WaitResult.Cycle, await WaitAsync(app, back, [waiter.Record.Id]));
        await app.MoveAsync(back, null, InvocationStatus.Killed, InvocationStatus.Rerouted);
        back = await app.ClaimAsync(runner, records[0].Id);
        await app.MoveAsync(back, null, InvocationStatus.Parked);
        await app.State.Invocations.TransitionAsync(
            [new TransitionRequest { Id = records[0].Id, Fence = null, Path = [new StatusStep(InvocationStatus.Rerouted, app.Time.GetUtcNow())] }], Verbs.Token);
        back = await app.ClaimAsync(runner, records[0].Id);
        await app.MoveAsync(back, null, InvocationStatus.Running);
        Assert.Equal(WaitResult.Paused, await WaitAsync(app, back, [waiter.Record.Id]));
    }

    /// <summary>Keys that are put together beforehand.</summary>
    private static readonly string[] Variables =
        ["key", "slots", "line", "head.key", "list.key", "first.key", "lists[i].key", "names[i]", "apart[i]", "gone[1]", "heads[1].key"];

    private static async Task<RunnerId> First(PynencApp app)
    {
        await app.InitializeAsync(Verbs.Token);
        return await app.RunnerAsync();
    }

    private static async Task<WaitResult> WaitAsync(PynencApp app, ClaimedInvocation waiter, InvocationId[] waited) =>
        (await app.State.Invocations.WaitAsync(
            new WaitRequest(waiter.Record.Id, waiter.Fence, waited, KeepEarlier: false, app.Time.GetUtcNow()), Verbs.Token)).Result;

    private static IEnumerable<RedisScript> All() => typeof(RedisScript)
        .GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(RedisScript)).Select(p => (RedisScript)p.GetValue(null)!);

    [GeneratedRegex(@"call\('(KEYS|SCAN|FLUSHDB|FLUSHALL|RANDOMKEY)'")]
    private static partial Regex Walking();

    [GeneratedRegex(@"\b(?:call|many)\('(?!TIME|INFO|PUBLISH)[A-Z]+', (?<key>(?:[^,()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+)")]
    private static partial Regex Command();
}
