using System.Collections.Concurrent;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>Whatever runs beside whatever, nobody waits in a circle: the server, which would break one after a second, has none to break.</summary>
public sealed class DeadlockTests
{
    private const int Rounds = 60;
    private const int Batch = 16;

    private static readonly InvocationStatus[] Ended = [InvocationStatus.Success, InvocationStatus.Cancelled, InvocationStatus.ConcurrencyControlledFinal];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool> Modes => new() { { true, false }, { true, true }, { false, false } };

    [Theory, MemberData(nameof(Modes))]
    public async Task Every_step_beside_every_other_meets_in_no_deadlock(bool isColocated, bool isPgBouncerSafe)
    {
        await using OwnDatabase database = await OwnDatabase.CreateAsync();
        PynencApp[] apps = [.. Enumerable.Range(0, 2).Select(_ => Open(database, isColocated, isPgBouncerSafe))];
        var crowd = new Crowd(apps, isColocated);
        foreach (PynencApp app in apps)
        {
            await app.InitializeAsync(Token);
        }

        await crowd.RunAsync();
        foreach (PynencApp app in apps)
        {
            await app.DisposeAsync();
        }

        Assert.Equal(0, await database.CountDeadlocksAsync());
        Assert.True(crowd.Claimed > Rounds, $"{crowd.Claimed} were claimed.");
    }

    [Theory]
    [InlineData("take", "cancel")]
    [InlineData("take", "wait")]
    [InlineData("claim", "cancel")]
    [InlineData("mark routed", "cancel")]
    [InlineData("end", "wait")]
    [InlineData("delete", "cancel")]
    public async Task Two_steps_that_meet_at_one_invocation_do_not_hold_each_others_next(string first, string second)
    {
        await using OwnDatabase database = await OwnDatabase.CreateAsync();
        PynencApp app = Open(database, isColocated: first is not ("claim" or "mark routed"), isPgBouncerSafe: false);
        await app.InitializeAsync(Token);
        RunnerId runner = await app.RunnerAsync();
        InvocationRecord parent = (await app.PublishAsync(1, _ => app.Record() with { Priority = new Priority(100) }))[0];
        Fence held = (await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, [parent.Id], app.Time.GetUtcNow()), Token))[0].Claimed!.Fence;
        await app.State.Invocations.TransitionAsync([app.Step(parent.Id, held, InvocationStatus.Running)], Token);

        // Their places in the queue, and in the table, are in the opposite order of their ids.
        InvocationId[] ids = [.. Enumerable.Range(0, 3).Select(_ => InvocationId.New()).OrderByDescending(id => id.Value)];
        await app.PublishAsync(3, i => app.Record() with { Id = ids[i], Workflow = ids[i] });
        IReadOnlyList<ClaimedInvocation> claimed = first == "end" ? await app.TakeAsync(runner, 3) : [];
        if (first == "delete")
        {
            await RunAsync("cancel");
        }

        await MeetAsync(database, $"SELECT 1 FROM pynenc.invocation WHERE id = '{ids[1]}' FOR UPDATE", () => RunAsync(first), () => RunAsync(second));
        await app.DisposeAsync();
        Assert.Equal(0, await database.CountDeadlocksAsync());

        async Task RunAsync(string step) => _ = step switch
        {
            "take" => (object)await app.TakeAsync(runner, 3),
            "claim" => await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, ids, app.Time.GetUtcNow()), Token),
            "cancel" => await app.State.Invocations.TransitionAsync([.. ids.Select(id => app.Step(id, null, InvocationStatus.Cancelled))], Token),
            "end" => await app.State.Invocations.TransitionAsync([.. claimed.Select(c => app.Step(c.Record.Id, c.Fence, InvocationStatus.Running, InvocationStatus.Success))], Token),
            "wait" => await app.State.Invocations.WaitAsync(new WaitRequest(parent.Id, held, ids, KeepEarlier: false, app.Time.GetUtcNow()), Token),
            "delete" => await app.State.Sweeps.DeleteAsync(ids, Token),
            _ => await MarkAsync(),
        };

        async Task<int> MarkAsync()
        {
            await app.State.Invocations.MarkRoutedAsync([.. ids.Select(id => new Route(id, Sequence: 1))], Token);
            return 0;
        }
    }

    [Fact]
    public async Task Two_that_publish_the_same_ids_in_different_orders_do_not_hold_each_others_next()
    {
        await using OwnDatabase database = await OwnDatabase.CreateAsync();
        PynencApp app = Open(database, isColocated: true, isPgBouncerSafe: false);
        await app.InitializeAsync(Token);
        InvocationRecord[] records = [.. Enumerable.Range(0, 3).Select(_ => app.Record())];
        string taken =
            $"""
            INSERT INTO pynenc.invocation (number, app, id, task, status, was, epoch, sequence, retries, recoveries, changed_at, routing)
            VALUES (0, {((PostgresBroker)app.Broker).Database.AppNumber}, '{records[1].Id}', 'task', 1, 1, 0, 1, 0, 0, 0, 0)
            """;
        await MeetAsync(
            database,
            taken,
            () => app.State.Invocations.PublishAsync(records, Token).AsTask(),
            () => app.State.Invocations.PublishAsync([.. records.Reverse()], Token).AsTask());
        Assert.Equal(3, (await app.CountAsync(Token)).Sum(c => c.Count));
        await app.DisposeAsync();
        Assert.Equal(0, await database.CountDeadlocksAsync());
    }

    [Fact]
    public async Task The_removal_of_what_kept_its_reservations_does_not_hold_the_next_of_a_publisher()
    {
        await using OwnDatabase database = await OwnDatabase.CreateAsync();
        PynencApp app = Open(database, isColocated: true, isPgBouncerSafe: false);
        await app.InitializeAsync(Token);
        string[] keys = ["c", "b", "a"];
        InvocationRecord Reserving(int i) => app.Record() with { Reservation = new Reservation(keys[i], ReservationEnd.Kept, TimeSpan.FromHours(1)) };
        InvocationRecord[] records = await app.PublishAsync(3, Reserving);
        ClaimedInvocation[] claimed = [.. await app.TakeAsync(await app.RunnerAsync(), 3)];
        await app.State.Invocations.TransitionAsync([.. claimed.Select(c => app.Step(c.Record.Id, c.Fence, InvocationStatus.Running, InvocationStatus.Success))], Token);
        await MeetAsync(
            database,
            "SELECT 1 FROM pynenc.reservation WHERE key = 'b' FOR UPDATE",
            () => app.State.Sweeps.DeleteAsync([.. records.Select(r => r.Id)], Token).AsTask(),
            () => app.State.Invocations.PublishAsync([Reserving(0), Reserving(1), Reserving(2)], Token).AsTask());
        await app.DisposeAsync();
        Assert.Equal(0, await database.CountDeadlocksAsync());
    }

    private static PynencApp Open(OwnDatabase database, bool isColocated, bool isPgBouncerSafe)
    {
        void Configure(PostgresBackendOptions settings) => settings.PgBouncerSafe = isPgBouncerSafe;
        return PynencApp.Create(o => (isColocated
            ? o.AppId("both").UsePostgres(database.ConnectionString, Configure)
            : o.AppId("both").UseMemoryBroker().UsePostgresState(database.ConnectionString, Configure)).Configure(options => options.Lease = TimeSpan.FromHours(1)));
    }

    /// <summary>Holds one row, so that both steps get as far as to it, and lets them go on.</summary>
    private static async Task MeetAsync(OwnDatabase database, string hold, Func<Task> first, Func<Task> second)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        NpgsqlTransaction holding = await connection.BeginTransactionAsync(Token);
        await connection.AskAsync(hold);
        Task one = Task.Run(first, Token);
        await ArrivedAsync(one, 1);
        Task other = Task.Run(second, Token);
        await ArrivedAsync(other, 2);
        await holding.RollbackAsync(Token);
        await Task.WhenAll(one, other);

        async Task ArrivedAsync(Task step, int waiting)
        {
            while (!step.IsCompleted && await database.CountWaitingAsync() < waiting)
            {
            }
        }
    }

    /// <summary>Everybody at once, each on a connection of its own, on the same few invocations, keys and lanes, each batch in an order of its own.</summary>
    private sealed class Crowd(PynencApp[] apps, bool isColocated)
    {
        private readonly ConcurrentQueue<InvocationId> _ids = new();
        private readonly ConcurrentQueue<InvocationRecord[]> _twice = new();
        private int _claimed;

        public int Claimed => _claimed;

        public Task RunAsync()
        {
            List<Task> tasks = [];
            void Start(int seed, Func<PynencApp, Random, Task> round) => tasks.Add(Task.Run(
                async () =>
                {
                    var random = new Random(seed);
                    for (int i = 0; i < Rounds; i++)
                    {
                        await round(apps[seed % apps.Length], random);
                    }
                },
                Token));
            for (int n = 0; n < 6; n++)
            {
                // As much as is taken, so that what is moved and waited for stands at the front of the queue.
                Start(n, async (app, random) =>
                {
                    await PublishAsync(app, random);
                    await WorkAsync(app, random);
                });
            }

            Start(20, PublishAgainAsync);
            Start(21, PublishAgainAsync);
            Start(30, CancelAsync);
            Start(31, CancelAsync);
            Start(40, SweepAsync);
            Start(41, SweepAsync);
            Start(50, RouteAsync);
            Start(51, RouteAsync);
            return Task.WhenAll(tasks);
        }

        private async Task PublishAsync(PynencApp app, Random random)
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, Batch).Select(i => app.Record() with
            {
                Priority = new Priority(random.Next(3)),
                Lane = random.Next(3) == 0 ? $"lane{random.Next(4)}" : null,
                Concurrency = random.Next(3) == 0 ? new ConcurrencyLimit($"key{random.Next(4)}", 3, random.Next(4) == 0 ? BlockedAction.End : BlockedAction.Wait) : null,
                Rate = random.Next(6) == 0 ? new RateLimit($"rate{random.Next(4)}", 1000, TimeSpan.FromSeconds(1)) : null,
                Reservation = random.Next(3) == 0 ? new Reservation($"reserved{random.Next(12)}", (ReservationEnd)(1 + random.Next(3)), TimeSpan.FromMilliseconds(50)) : null,
            })];
            IReadOnlyList<PublishOutcome> outcomes = await app.State.Invocations.PublishAsync(records, Token);
            foreach (PublishOutcome outcome in outcomes)
            {
                _ids.Enqueue(outcome.Id);
            }
        }

        /// <summary>The same ids from two publishers at once, in different orders.</summary>
        private async Task PublishAgainAsync(PynencApp app, Random random)
        {
            if (!_twice.TryDequeue(out InvocationRecord[]? records))
            {
                records = [.. Enumerable.Range(0, Batch).Select(_ => app.Record())];
                _twice.Enqueue([.. records]);
            }

            random.Shuffle(records);
            await app.State.Invocations.PublishAsync(records, Token);
        }

        /// <summary>Takes, lets some wait for what others take meanwhile, and ends all of them in one batch.</summary>
        private async Task WorkAsync(PynencApp app, Random random)
        {
            RunnerId runner = await app.RunnerAsync();
            ClaimedInvocation[] taken = isColocated ? [.. await app.TakeAsync(runner, Batch)] : [.. await ClaimAsync(app, runner, random)];
            Interlocked.Add(ref _claimed, taken.Length);
            if (taken.Length == 0)
            {
                return;
            }

            random.Shuffle(taken);
            await MoveAsync(app, taken, _ => [InvocationStatus.Running]);
            foreach (ClaimedInvocation waiter in taken.Take(2))
            {
                await app.State.Invocations.WaitAsync(new WaitRequest(waiter.Record.Id, waiter.Fence, Some(random), KeepEarlier: random.Next(2) == 0, app.Time.GetUtcNow()), Token);
            }

            await MoveAsync(app, [.. taken.Take(2)], _ => [InvocationStatus.Resumed]);
            random.Shuffle(taken);
            await MoveAsync(app, taken, _ => [random.Next(4) == 0 ? InvocationStatus.Retry : InvocationStatus.Success]);
            if (random.Next(4) == 0)
            {
                await app.State.Runners.UnregisterAsync(runner, Token);
            }
        }

        private async Task<IEnumerable<ClaimedInvocation>> ClaimAsync(PynencApp app, RunnerId runner, Random random) =>
            (await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, Some(random), app.Time.GetUtcNow()), Token)).Select(o => o.Claimed).OfType<ClaimedInvocation>();

        private static async Task MoveAsync(PynencApp app, ClaimedInvocation[] claimed, Func<ClaimedInvocation, InvocationStatus[]> path) =>
            await app.State.Invocations.TransitionAsync([.. claimed.Select(c => app.Step(c.Record.Id, c.Fence, path(c)))], Token);

        private async Task CancelAsync(PynencApp app, Random random)
        {
            if (Some(random) is { Length: > 0 } some)
            {
                await app.State.Invocations.TransitionAsync([.. some.Take(6).Select(id => app.Step(id, null, InvocationStatus.Cancelled))], Token);
            }
        }

        private async Task SweepAsync(PynencApp app, Random random)
        {
            await app.State.Runners.ExpireAsync(Token);
            await app.State.Sweeps.FindOrphansAsync(100, Token);
            await app.State.Sweeps.PruneAsync(new PruneRequest(Ended, app.Time.GetUtcNow(), 20), Token);
            if (Some(random) is { Length: > 0 } some)
            {
                await app.State.Sweeps.DeleteAsync(some, Token);
            }
        }

        private async Task RouteAsync(PynencApp app, Random random)
        {
            InvocationId[] some = Some(random);
            await app.State.Invocations.MarkRoutedAsync([.. some.Select(id => new Route(id, Sequence: 1))], Token);
            await app.Broker.PromoteAsync(some, Token);
        }

        /// <summary>Some that were published of late, in any order.</summary>
        private InvocationId[] Some(Random random)
        {
            InvocationId[] some = [.. _ids.ToArray().TakeLast(6 * Batch).Distinct()];
            random.Shuffle(some);
            return [.. some.Take(Batch)];
        }
    }
}
