using System.Collections.Concurrent;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>Limits between connections, and what they leave in the database: nothing once the work is gone.</summary>
public sealed class LimitTests
{
    private static readonly string[] Tables = ["trait", "slots", "slot", "rate", "rate_grant", "reservation", "lane"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_work_writes_no_row_for_limits()
    {
        await using Both both = await Both.OpenAsync();
        await both.First.PublishAsync(3);
        RunnerId runner = await both.First.RunnerAsync();
        ClaimedInvocation[] taken = [.. await both.First.TakeAsync(runner, 10)];
        await both.First.State.Invocations.TransitionAsync([both.First.Step(taken[0].Record.Id, taken[0].Fence, InvocationStatus.Running, InvocationStatus.Retry)], Token);
        await EmptyAsync(both);
        Assert.Equal(["3"], await both.AskAsync("SELECT count(*) FROM {s}.invocation WHERE traits IS NULL"));
    }

    [Fact]
    public async Task A_slot_and_its_line_outlive_the_process_and_go_with_the_work()
    {
        await using Both both = await Both.OpenAsync();
        InvocationRecord[] records = await both.First.PublishAsync(3, _ => Limited(both.First));
        Assert.Equal(records[0].Id, Assert.Single(await both.First.TakeAsync(await both.First.RunnerAsync(), 10)).Record.Id);
        ConcurrencyState state = await both.Second.State.Queries.GetConcurrencyAsync("key", Token);
        Assert.Equal([records[0].Id], state.Holders);
        Assert.Equal(2, state.Waiting);
        foreach (InvocationRecord record in records)
        {
            await both.Second.State.Invocations.TransitionAsync([both.Second.Step(record.Id, null, InvocationStatus.Cancelled)], Token);
        }

        Assert.Equal(3, await both.Second.State.Sweeps.DeleteAsync([.. records.Select(r => r.Id)], Token));
        await both.Second.State.Runners.ExpireAsync(Token);
        await EmptyAsync(both, but: ["rate", "rate_grant"]);
    }

    [Fact]
    public async Task Steps_across_keys_on_many_connections_never_exceed_a_limit_nor_leave_a_slot_beside_a_waiter()
    {
        const int limit = 2;
        const int keys = 3;
        const int count = 240;
        await using Both both = await Both.OpenAsync();
        var held = new int[keys];
        var faults = new ConcurrentBag<string>();
        int left = count;
        await both.First.PublishAsync(count, i => both.First.Record() with { Concurrency = new ConcurrencyLimit($"key{i % keys}", limit) });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(
            async () =>
            {
                PynencApp app = n % 2 == 0 ? both.First : both.Second;
                RunnerId runner = await app.RunnerAsync();
                var random = new Random(n);
                while (Volatile.Read(ref left) > 0)
                {
                    Token.ThrowIfCancellationRequested();
                    ClaimedInvocation[] taken = [.. await app.TakeAsync(runner, 6)];
                    foreach (int key in taken.Select(KeyOf))
                    {
                        if (Interlocked.Increment(ref held[key]) > limit)
                        {
                            faults.Add($"more than {limit} of key{key} at once");
                        }
                    }

                    await Task.Yield();
                    foreach (int key in taken.Select(KeyOf))
                    {
                        Interlocked.Decrement(ref held[key]);
                    }

                    // All in one batch, in any order: the keys of two batches cross.
                    random.Shuffle(taken);
                    InvocationStatus[] ends = [.. taken.Select(t => t.Retries == 0 && random.Next(3) == 0 ? InvocationStatus.Retry : InvocationStatus.Success)];
                    if (taken.Length > 0)
                    {
                        IReadOnlyList<TransitionOutcome> outcomes = await app.State.Invocations.TransitionAsync(
                            [.. taken.Select((t, i) => app.Step(t.Record.Id, t.Fence, InvocationStatus.Running, ends[i]))], Token);
                        Assert.All(outcomes, o => Assert.True(o.IsApplied));
                        Interlocked.Add(ref left, -ends.Count(e => e == InvocationStatus.Success));
                    }

                    if ((await both.AskAsync(FreeBesideWaiter)).Count > 0)
                    {
                        faults.Add("a free slot beside one that waits");
                    }
                }
            },
            Token)));
        Assert.Empty(faults.Distinct());
        Assert.All(await both.First.CountAsync(Token), c => Assert.Equal(InvocationStatus.Success, c.Status));
        Assert.Equal(["0"], await both.AskAsync("SELECT count(*) FROM {s}.slot"));
        Assert.Equal(["0"], await both.AskAsync("SELECT count(*) FROM {s}.slots"));

        static int KeyOf(ClaimedInvocation taken) => taken.Record.Concurrency!.Key[^1] - '0';
    }

    [Fact]
    public async Task A_claim_and_a_cancellation_at_once_leave_no_slot_behind()
    {
        await using Both both = await Both.OpenAsync();
        RunnerId runner = await both.First.RunnerAsync();
        for (int round = 0; round < 150; round++)
        {
            // A key of its own, so that no slot of it was ever taken.
            string key = $"key{round}";
            InvocationRecord record = (await both.First.PublishAsync(1, _ => both.First.Record() with { Concurrency = new ConcurrencyLimit(key, 1) }))[0];
            Task<IReadOnlyList<ClaimedInvocation>> taking = Task.Run(() => both.First.TakeAsync(runner, 1), Token);
            await both.Second.State.Invocations.TransitionAsync([both.Second.Step(record.Id, null, InvocationStatus.Cancelled)], Token);
            await taking;
            Assert.Equal(InvocationStatus.Cancelled, (await both.First.State.Queries.GetAsync(record.Id, Token))!.Status);
            Assert.Empty((await both.First.State.Queries.GetConcurrencyAsync(key, Token)).Holders);
        }

        Assert.Equal(["0"], await both.AskAsync("SELECT count(*) FROM {s}.slots"));
    }

    [Fact]
    public async Task Where_limits_of_one_key_differ_a_long_line_is_handed_on_to_its_end()
    {
        await using Both both = await Both.OpenAsync();
        InvocationRecord first = both.First.Record() with { Concurrency = new ConcurrencyLimit("key", 1) };
        InvocationRecord narrow = both.First.Record() with { Concurrency = new ConcurrencyLimit("key", 1) };
        RunnerId runner = await both.First.RunnerAsync();
        await both.First.State.Invocations.PublishAsync([first, narrow], Token);
        ClaimedInvocation holder = Assert.Single(await both.First.TakeAsync(runner, 10));

        // More wait behind the narrow one than a step reads at first. Their limit would let them go, so they are lined up by hand.
        InvocationRecord[] wide = await both.First.PublishAsync(60, _ => both.First.Record() with { Concurrency = new ConcurrencyLimit("key", 100) });
        await both.AskAsync("DELETE FROM {s}.entry");
        await both.AskAsync("UPDATE {s}.invocation SET status = 2, routing = 3, entry = NULL WHERE status = 1");
        await both.AskAsync("INSERT INTO {s}.slot SELECT i.app, 'key', true, 0, i.number, 100 FROM {s}.invocation i JOIN {s}.trait t ON t.number = i.number WHERE t.slot_limit = 100");
        await both.First.State.Invocations.TransitionAsync([both.First.Step(narrow.Id, null, InvocationStatus.Cancelled)], Token);
        Assert.Equal(60, (await both.First.TakeAsync(runner, 100)).Count);
        ConcurrencyState state = await both.Second.State.Queries.GetConcurrencyAsync("key", Token);
        Assert.Equal(61, state.Holders.Count);
        Assert.Contains(holder.Record.Id, state.Holders);
        Assert.Equal(0, state.Waiting);
        Assert.Equal(60, wide.Length);
    }

    [Fact]
    public async Task A_rate_holds_for_takers_of_two_processes_together()
    {
        await using Both both = await Both.OpenAsync();
        await both.First.PublishAsync(40, _ => both.First.Record() with { Rate = new RateLimit("rate", 5, TimeSpan.FromHours(1)) });
        int taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(
            async () =>
            {
                PynencApp app = n % 2 == 0 ? both.First : both.Second;
                RunnerId runner = await app.RunnerAsync();
                for (int i = 0; i < 10; i++)
                {
                    Interlocked.Add(ref taken, (await app.TakeAsync(runner, 3)).Count);
                }
            },
            Token)));
        Assert.Equal(5, taken);
        Assert.Equal(["40"], await both.AskAsync("SELECT last FROM {s}.rate"));
        Assert.Equal(["5"], await both.AskAsync("SELECT count(*) FROM {s}.rate_grant"));
    }

    [Fact]
    public async Task Publishers_of_many_keys_at_once_store_one_of_each_and_never_meet_in_a_deadlock()
    {
        const int keys = 20;
        await using Both both = await Both.OpenAsync();
        PublishOutcome[][] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(
            async () =>
            {
                PynencApp app = n % 2 == 0 ? both.First : both.Second;
                int[] order = [.. Enumerable.Range(0, keys)];
                new Random(n).Shuffle(order);
                return (await app.State.Invocations.PublishAsync(
                    [.. order.Select(k => app.Record() with { Reservation = new Reservation($"key{k}", ReservationEnd.Ended) })], Token)).ToArray();
            },
            Token)));
        Assert.Equal(keys, outcomes.Sum(o => o.Count(p => p.IsPublished)));
        Assert.Equal(keys, outcomes.SelectMany(o => o).Select(o => o.Id).Distinct().Count());
        Assert.Equal([$"{keys}"], await both.AskAsync("SELECT count(*) FROM {s}.invocation"));
    }

    [Fact]
    public async Task Lanes_of_two_publishers_are_served_in_turn_beside_work_without_a_lane()
    {
        await using Both both = await Both.OpenAsync();
        await both.First.PublishAsync(30, _ => both.First.Record() with { Lane = "long" });
        await both.Second.PublishAsync(5, _ => both.Second.Record() with { Lane = "short" });
        await both.Second.PublishAsync(5);
        IReadOnlyList<ClaimedInvocation> first = await both.First.TakeAsync(await both.First.RunnerAsync(), 15);
        Assert.Equal(5, first.Count(t => t.Record.Lane == "short"));
        Assert.Equal(5, first.Count(t => t.Record.Lane is null));
        Assert.Equal(25, (await both.First.TakeAsync(await both.First.RunnerAsync(), 100)).Count);
        await both.First.State.Runners.ExpireAsync(Token);
        Assert.Equal(["0"], await both.AskAsync("SELECT count(*) FROM {s}.lane"));
    }

    private const string FreeBesideWaiter =
        """
        SELECT w.key FROM {s}.slot w LEFT JOIN {s}.slots k ON k.app = w.app AND k.key = w.key
        WHERE w.waits AND coalesce(k.held, 0) < w.most
        """;

    private static async Task EmptyAsync(Both both, string[]? but = null)
    {
        foreach (string table in Tables.Except(but ?? []))
        {
            Assert.True(await both.AskAsync($"SELECT count(*) FROM {{s}}.{table}") is ["0"], $"{table} has rows.");
        }
    }

    private static InvocationRecord Limited(PynencApp app) => app.Record() with
    {
        Concurrency = new ConcurrencyLimit("key", 1),
        Rate = new RateLimit("rate", 5, TimeSpan.FromSeconds(10)),
        Reservation = new Reservation(Guid.CreateVersion7().ToString("N"), ReservationEnd.Ended),
        Lane = "lane",
    };

    /// <summary>One application in two processes, as far as the server can tell, in a schema of its own.</summary>
    private sealed class Both(PynencApp first, PynencApp second, string server, string schema) : IAsyncDisposable
    {
        public PynencApp First => first;

        public PynencApp Second => second;

        public static async Task<Both> OpenAsync()
        {
            string server = await Server.SharedAsync();
            string schema = Server.NewSchema();
            PynencApp Open() => PynencApp.Create(o => o.AppId("both").UsePostgres(server, s => s.Schema = schema));
            var both = new Both(Open(), Open(), server, schema);
            await both.First.InitializeAsync(Token);
            await both.Second.InitializeAsync(Token);
            return both;
        }

        public async Task<List<string>> AskAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(server);
            await connection.OpenAsync(Token);
            return await connection.AskAsync(sql.Replace("{s}", schema, StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
