using System.Text;
using Pynenc.Backend;
using Pynenc.Memory;
using Pynenc.Testing;

namespace Pynenc.ClientData;

/// <summary>Large arguments and results: kept apart, each once, whole when they come back, and never mistaken.</summary>
public sealed class LargeValueTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly string Large = new('x', 100_000);

    [Theory]
    [InlineData(ContentCompression.None)]
    [InlineData(ContentCompression.Brotli)]
    public async Task A_large_value_comes_back_whole_and_is_stored_once(ContentCompression compression)
    {
        (PynencTest test, MemContents contents) = await StartAsync(o => o.ClientDataCompression = compression);
        await using PynencTest _ = test;
        TaskHandle<(int, string, string), string> pass = test.App.Task("pass", (int i, string text, string again) => i == 0 ? text : $"{i} {text.Length} {again.Length}");
        Invocation<string> first = await pass.CallAsync(0, Large, Large, cancellationToken: Token);
        Invocation<string> second = await pass.CallAsync(7, Large, "ö\"\\", cancellationToken: Token);

        Assert.Equal(Large, await test.ResultAsync(first, Token));
        Assert.Equal($"7 {Large.Length} 3", await test.ResultAsync(second, Token));

        // Both arguments, the argument of the other call, and the result of the first are one value.
        byte[] stored = Assert.Single(contents.Values).Value;
        Assert.Equal((1, 3), (contents.Puts, contents.Touches));
        Assert.Equal(3, Assert.Single(contents.References).Value);
        Assert.True(compression == ContentCompression.None ? stored.Length == Large.Length + 3 : stored.Length < 1000);
        InvocationRecord record = (await second.StateAsync(Token)).Record;
        Assert.True(record.Arguments.Length < 200);
        Assert.StartsWith("""@pynenc/1 ["{\"i\":7,\"text\":",[""", Encoding.UTF8.GetString(record.Arguments.Span), StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"i":7,"text":"{{Large}}","again":"\u00F6\u0022\\"}""",
            Encoding.UTF8.GetString((await test.App.ReadPayloadAsync(record.Arguments, Token)).Span));
    }

    [Fact]
    public async Task A_batch_puts_a_shared_value_once_and_its_results_come_back_in_a_group()
    {
        (PynencTest test, MemContents contents) = await StartAsync();
        await using PynencTest _ = test;
        TaskHandle<(int, string), string> pass = test.App.Task("pass", (int i, string text) => $"{i}{text}");
        TaskHandle<ValueTuple<string[]>, int> total = test.App.Task("total", (string[] all) => all.Sum(t => t.Length));
        InvocationGroup<string> group = await pass.ParallelizeAsync(Enumerable.Range(0, 9).Select(i => (i, Large)), new CallOptions { Delay = TimeSpan.FromMinutes(1) }, Token);
        Assert.Equal((1, 1), (contents.Puts, contents.Touches));

        Invocation<int> chord = await group.ThenAsync(total, cancellationToken: Token);
        Assert.Equal(9 * (Large.Length + 1), await test.ResultAsync(chord, Token));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"{i}{Large}"), await group.AllAsync(Token));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"{i}{Large}"), await group.InOrderAsync(Token).ToListAsync(Token));
        Assert.All(await group.OutcomesAsync(Token).ToListAsync(Token), o => Assert.Equal(Large.Length + 1, o.Result.Length));
    }

    [Fact]
    public async Task Keys_are_made_of_the_arguments_and_not_of_their_references()
    {
        (PynencTest test, _) = await StartAsync();
        await using PynencTest apart = test;
        await using PynencTest inline = await PynencTest.StartAsync(o => o.UseStateBackend(c => new StateWithContents(c, hasPlace: false)), cancellationToken: Token);
        var options = new TaskOptions { RunningConcurrency = ConcurrencyMode.Arguments, RegistrationConcurrency = ConcurrencyMode.Keys, KeyArguments = ["text"], FairBy = ["text"] };

        InvocationRecord[] records = await Task.WhenAll(new[] { apart.App, inline.App }.Select(async app =>
            (await (await app.Task("pass", (string text) => 1, options).CallAsync(Large, new CallOptions { Delay = TimeSpan.FromDays(1) }, Token)).StateAsync(Token)).Record));

        Assert.NotEqual(records[0].Arguments.Length, records[1].Arguments.Length);
        Assert.Equal(records[1].Concurrency, records[0].Concurrency);
        Assert.Equal(records[1].Reservation, records[0].Reservation);
        Assert.Equal(records[1].Lane, records[0].Lane);
    }

    [Fact]
    public async Task The_same_call_under_a_key_is_the_same_however_it_is_kept()
    {
        (PynencTest test, MemContents contents) = await StartAsync();
        await using PynencTest _ = test;
        TaskHandle<ValueTuple<string>, int> length = test.App.Task("length", (string text) => text.Length);
        var key = new CallOptions { IdempotencyKey = "one" };
        Invocation<int> first = await length.CallAsync(Large, key, Token);

        Assert.Equal(first.Id, (await length.CallAsync(Large, key, Token)).Id);
        await Assert.ThrowsAsync<IdempotencyConflictException>(async () => await length.CallAsync(Large + "y", key, Token));
        Assert.Equal(Large.Length, await test.ResultAsync(first, Token));
        Invocation again = await test.App.RerunAsync(first.Id, Token);
        Assert.Equal(Large.Length, await test.ResultAsync(test.App.Invocation<int>(again.Id), Token));
        Assert.Equal(3, contents.References[ContentKey.Of(Encoding.UTF8.GetBytes($"\"{Large}\""))]);
    }

    [Theory]
    [InlineData("missing", "is missing. It was removed from the state backend")]
    [InlineData("hash", "is damaged: its hash differs")]
    [InlineData("short", "is damaged: it has 100,001 of 100,002 bytes")]
    [InlineData("long", "is damaged: it is longer than 100,002 bytes")]
    [InlineData("empty", "is damaged: it is empty")]
    [InlineData("form", "is damaged: it is kept in form 9")]
    public async Task A_value_that_is_missing_or_damaged_parks_the_call_and_fails_the_reader(string damage, string told)
    {
        (PynencTest test, MemContents contents) = await StartAsync();
        await using PynencTest _ = test;
        TaskHandle<ValueTuple<int>, string> make = test.App.Task("make", (int size) => new string('x', size));
        TaskHandle<ValueTuple<string>, int> length = test.App.Task("length", (string text) => text.Length);
        Invocation<string> made = await make.CallAsync(Large.Length, cancellationToken: Token);
        await test.ResultAsync(test.App.Invocation<string>(made.Id), Token);
        Invocation<int> call = await length.CallAsync(Large, new CallOptions { Delay = TimeSpan.FromMinutes(1) }, Token);
        (ContentKey key, byte[] value) = Assert.Single(contents.Values);
        Damage(contents, key, value, damage);

        var stopped = await Assert.ThrowsAsync<InvocationStoppedException>(() => test.ResultAsync(call, Token));
        Assert.Equal(InvocationStatus.Parked, stopped.Status);
        Assert.Contains(told, stopped.Reason, StringComparison.Ordinal);
        var unreadable = await Assert.ThrowsAsync<PayloadException>(() => test.ResultAsync(made, Token));
        Assert.Contains($"{key} {told}", unreadable.Message, StringComparison.Ordinal);
        MemberOutcome<string> outcome = await test.App.Group([made]).OutcomesAsync(Token).SingleAsync(Token);
        Assert.IsType<PayloadException>(outcome.Error);

        // Restored, it is read again, and a runner that starts tries the parked one once more.
        contents.Values[key] = value;
        Assert.Equal(Large, await test.ResultAsync(made, Token));
        await using ThreadRunner newer = await test.App.StartThreadRunnerAsync(cancellationToken: Token);
        while (await call.StatusAsync(Token) == InvocationStatus.Parked)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        Assert.Equal(Large.Length, await test.ResultAsync(call, Token));
    }

    [Fact]
    public async Task A_store_that_is_away_costs_neither_the_call_nor_its_result()
    {
        (PynencTest test, MemContents contents) = await StartAsync();
        await using PynencTest _ = test;
        int runs = 0;
        TaskHandle<ValueTuple<string>, string> twice = test.App.Task("twice", (string text) =>
        {
            runs++;
            contents.FailNext(3);
            return text + text;
        });
        Invocation<string> call = await twice.CallAsync(Large, cancellationToken: Token);
        contents.FailNext(2);

        Assert.Equal(Large + Large, await test.ResultAsync(call, Token));
        Assert.Equal(1, runs);
        contents.FailNext(1);
        await Assert.ThrowsAsync<BackendUnavailableException>(async () => await twice.CallAsync(Large + "new", cancellationToken: Token));
    }

    [Fact]
    public async Task Without_a_place_or_with_a_threshold_of_0_everything_stays_inline_up_to_the_old_limit()
    {
        (PynencTest off, MemContents contents) = await StartAsync(o => o.ClientDataThreshold = 0);
        await using PynencTest first = off;
        await using PynencTest second = await PynencTest.StartAsync(o => o.UseStateBackend(c => new StateWithContents(c, hasPlace: false)), cancellationToken: Token);
        string tooLarge = new('x', 2_000_000);
        foreach (PynencApp app in new[] { first.App, second.App })
        {
            TaskHandle<ValueTuple<string>, int> length = app.Task("length", (string text) => text.Length);
            Assert.True((await (await length.CallAsync(Large, cancellationToken: Token)).StateAsync(Token)).Record.Arguments.Length > Large.Length);
            Assert.Contains(
                "PynencOptions.MaxPayloadBytes", (await Assert.ThrowsAsync<PayloadException>(async () => await length.CallAsync(tooLarge))).Message, StringComparison.Ordinal);
        }

        Assert.Empty(contents.Values);
    }

    [Fact]
    public async Task The_larger_limit_counts_for_what_is_kept_apart()
    {
        (PynencTest test, MemContents contents) = await StartAsync(o =>
        {
            o.MaxPayloadBytes = 2000;
            o.MaxClientDataBytes = 50_000;
        });
        await using PynencTest _ = test;
        TaskHandle<(string, string, string), string> join = test.App.Task("join", (string a, string b, string c) => a + b + c);
        string part = new('y', 1500);

        // None is large by itself, and all together are too large to stay.
        Assert.Equal(part + part + part, await test.ResultAsync(await join.CallAsync(part, part, part, cancellationToken: Token), Token));
        Assert.Equal(2, contents.Values.Count);
        Assert.Contains(
            "the limit is 50,000. Pass a reference to the data, or raise PynencOptions.MaxClientDataBytes",
            (await Assert.ThrowsAsync<PayloadException>(async () => await join.CallAsync(Large, "", ""))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_put_and_never_referred_to_is_swept_and_the_rest_stays()
    {
        (PynencTest test, MemContents contents) = await StartAsync();
        await using PynencTest _ = test;
        TaskHandle<ValueTuple<string>, int> length = test.App.Task("length", (string text) => text.Length);
        await length.CallAsync(Large, cancellationToken: Token);
        var orphan = ContentKey.Of("never published"u8);
        contents.Values[orphan] = [0];

        while (contents.Values.ContainsKey(orphan))
        {
            test.Clock.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        Assert.Single(contents.Values);
    }

    private static void Damage(MemContents contents, ContentKey key, byte[] value, string damage)
    {
        contents.Values.Clear();
        byte[]? damaged = damage switch
        {
            "hash" => [.. value[..^1], (byte)'?'],
            "short" => value[..^1],
            "long" => [.. value, 0],
            "empty" => [],
            "form" => [9, .. value[1..]],
            _ => null,
        };
        if (damaged is not null)
        {
            contents.Values[key] = damaged;
        }
    }

    private static async Task<(PynencTest Test, MemContents Contents)> StartAsync(Action<PynencOptions>? options = null)
    {
        StateWithContents? state = null;
        PynencTest test = await PynencTest.StartAsync(
            o => o.UseStateBackend(c => state = new StateWithContents(c)).Configure(options ?? (_ => { })), cancellationToken: Token);
        return (test, state!.Contents);
    }
}
