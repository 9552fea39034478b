using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Limits of concurrency: the slots of a key are taken in the step that claims, and handed on in the step that frees them.</summary>
internal static class ConcurrencyCases
{
    private const string Area = "concurrency";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("Limits, rate, reservation and lane come back as they were published", async c =>
        {
            InvocationRecord record = c.Record() with
            {
                Concurrency = new ConcurrencyLimit("key", 3, BlockedAction.End),
                Rate = new RateLimit("rate", 7, TimeSpan.FromMilliseconds(1500)),
                Reservation = c.State.Capabilities.Reservations ? new Reservation("mine", ReservationEnd.Kept, TimeSpan.FromMinutes(3)) : null,
                Lane = "tenant",
            };
            await c.PublishAsync(record);
            InvocationRecord kept = (await c.State.Queries.GetAsync(record.Id, c.Token))!.Record;
            Check.Equal(record with { Arguments = default }, kept with { Arguments = default });
        }),
        Case("A claim beyond the limit waits under its key, without owner and without mark", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 3, limit: 2);
            await c.ClaimedAsync(runner, ids[0]);
            await c.ClaimedAsync(runner, ids[1]);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, ids[2])).Result);
            InvocationState blocked = (await c.State.Queries.GetAsync(ids[2], c.Token))!;
            Check.Equal(InvocationStatus.ConcurrencyControlled, blocked.Status);
            Check.Equal(null, blocked.Fence, "owner");
            Check.True(blocked.Reason?.Contains("key", StringComparison.Ordinal) == true, "the reason names the key");
            Check.Equal(ClaimResult.NotAvailable, (await c.ClaimAsync(runner, ids[2])).Result, "claimed again while it waits");
            Check.Equal(0, (await c.State.Sweeps.FindOrphansAsync(10, c.Token)).Count, "orphans");
            UnroutedPage unrouted = await c.State.Sweeps.FindUnroutedAsync(c.Now, c.Now.AddHours(1), 10, c.Token);
            Check.True(unrouted.Routes.All(r => r.Id != ids[2]), "it is not marked to be routed");
            ConcurrencyState state = await c.State.Queries.GetConcurrencyAsync("key", c.Token);
            Check.Sequence(ids[..2].Order(), state.Holders.Order(), "holders");
            Check.Equal(1, state.Waiting, "waiting");
        }),
        Case("The slot that comes free is handed to the next in line, and nobody overtakes it", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 4, limit: 1);
            Fence first = await c.ClaimedAsync(runner, ids[0]);
            await c.ClaimAsync(runner, ids[1]);
            await c.ClaimAsync(runner, ids[2]);
            TransitionOutcome ended = await c.MoveAsync(ids[0], first, InvocationStatus.Running, InvocationStatus.Success);
            Check.Equal(InvocationStatus.Rerouted, await c.StatusAsync(ids[1]));
            Check.Equal(InvocationStatus.ConcurrencyControlled, await c.StatusAsync(ids[2]));
            CheckHanded(c, ended, ids[1]);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, ids[3])).Result, "a newer one, while the slot is handed over");
            Fence second = await c.ClaimedAsync(runner, ids[1]);
            await c.MovedAsync(ids[1], second, InvocationStatus.Running, InvocationStatus.Failed);
            Fence third = await c.ClaimedAsync(runner, ids[2]);
            await c.MovedAsync(ids[2], third, InvocationStatus.Running, InvocationStatus.Success);
            await c.ClaimedAsync(runner, ids[3]);
            Check.Sequence(
                [InvocationStatus.Registered, InvocationStatus.ConcurrencyControlled, InvocationStatus.Rerouted, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Failed],
                await c.HistoryAsync(ids[1]));
        }),
        Case("Those in line are served by priority, then in the order of registration", async c =>
        {
            InvocationRecord[] records = [.. new double[] { 0, 0, 5, 0, 5 }.Select(p => Limited(c, 1) with { Priority = p })];
            await c.Store.PublishAsync(records, c.Token);
            RunnerId runner = await c.RunnerAsync();
            Fence fence = await c.ClaimedAsync(runner, records[0].Id);
            InvocationId at = records[0].Id;
            foreach (InvocationRecord record in records[1..].Reverse())
            {
                Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, record.Id)).Result);
            }

            foreach (int next in new[] { 2, 4, 1, 3 })
            {
                await c.MovedAsync(at, fence, InvocationStatus.Running, InvocationStatus.Success);
                at = records[next].Id;
                fence = await c.ClaimedAsync(runner, at);
            }
        }),
        Case("A pause keeps the slot; a retry, a reroute and a recovery give it back", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 2, limit: 1);
            InvocationId waited = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(runner, ids[0]);
            await c.MovedAsync(ids[0], fence, InvocationStatus.Running);
            await c.WaitAsync(ids[0], fence, waited);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, ids[1])).Result, "beside a paused one");
            await c.MovedAsync(ids[0], fence, InvocationStatus.Resumed, InvocationStatus.Retry);
            Fence other = await c.ClaimedAsync(runner, ids[1]);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, ids[0])).Result, "its retry");
            await c.MovedAsync(ids[1], other, InvocationStatus.Rerouted);
            fence = await c.ClaimedAsync(runner, ids[0]);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, ids[1])).Result, "the rerouted one");
            await c.MovedAsync(ids[0], fence, InvocationStatus.PendingRecovery, InvocationStatus.Rerouted);
            await c.ClaimedAsync(runner, ids[1]);
        }),
        Case("Cancelling a holder, one in line and one that was handed the slot leaves no slot behind", async c =>
        {
            (RunnerId runner, InvocationId[] ids) = await PublishedAsync(c, 4, limit: 1);
            await c.ClaimedAsync(runner, ids[0]);
            await c.ClaimAsync(runner, ids[1]);
            await c.ClaimAsync(runner, ids[2]);
            await c.MovedAsync(ids[1], null, InvocationStatus.Cancelled);
            TransitionOutcome cancelled = await c.MoveAsync(ids[0], null, InvocationStatus.Cancelled);
            CheckHanded(c, cancelled, ids[2]);
            await c.MovedAsync(ids[2], null, InvocationStatus.Cancelled);
            Check.Sequence([], (await c.State.Queries.GetConcurrencyAsync("key", c.Token)).Holders, "holders");
            await c.ClaimedAsync(runner, ids[3]);
        }),
        Case("What its task drops when blocked ends at once, and is told to those who wait", async c =>
        {
            InvocationRecord first = Limited(c, 1);
            InvocationRecord second = first with { Id = InvocationId.New(), Concurrency = first.Concurrency! with { WhenBlocked = BlockedAction.End } };
            await c.Store.PublishAsync([first, second], c.Token);
            RunnerId runner = await c.RunnerAsync();
            await c.ClaimedAsync(runner, first.Id);
            Check.Equal(ClaimResult.Dropped, (await c.ClaimAsync(runner, second.Id)).Result);
            Check.Equal(InvocationStatus.ConcurrencyControlledFinal, await c.StatusAsync(second.Id));
            InvocationOutcome outcome = (await c.State.Queries.GetOutcomesAsync([second.Id], c.Token))[0];
            Check.True(outcome.Reason?.Contains("key", StringComparison.Ordinal) == true, "the reason names the key");
        }),
        Case("A higher limit of the next in line lets as many go as it allows", async c =>
        {
            InvocationRecord first = Limited(c, 1);
            InvocationRecord[] others = [.. Enumerable.Range(0, 3).Select(_ => Limited(c, 3))];
            InvocationRecord[] narrow = [.. Enumerable.Range(0, 3).Select(_ => Limited(c, 1))];
            await c.Store.PublishAsync([first, .. narrow, .. others], c.Token);
            RunnerId runner = await c.RunnerAsync();
            Fence fence = await c.ClaimedAsync(runner, first.Id);
            foreach (InvocationRecord record in narrow)
            {
                Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, record.Id)).Result);
            }

            await c.ClaimedAsync(runner, others[0].Id);
            await c.ClaimedAsync(runner, others[1].Id);
            Check.Equal(ClaimResult.Blocked, (await c.ClaimAsync(runner, others[2].Id)).Result, "beyond three");
            TransitionOutcome ended = await c.MoveAsync(first.Id, fence, InvocationStatus.Running, InvocationStatus.Success);
            Check.Equal(0, ended.Handed?.Count ?? 0, "handed on while two hold slots and the first in line allows one");
            Check.Equal(InvocationStatus.ConcurrencyControlled, await c.StatusAsync(narrow[0].Id));
        }),
        Case("Eight takers never hold more than the limit of a key, and all of its work is done", RaceAsync),
        Case("A take passes over what is blocked, and takes what stands behind it", async c =>
        {
            InvocationRecord[] records = [Limited(c, 1), Limited(c, 1), c.Record(), Limited(c, 1) with { Concurrency = new ConcurrencyLimit("other", 1) }];
            await c.PublishAndRouteAsync(records);
            IReadOnlyList<ClaimedInvocation> taken = await c.TakeAsync(await c.RunnerAsync());
            Check.Sequence([records[0].Id, records[2].Id, records[3].Id], taken.Select(t => t.Record.Id));
            Check.Equal(InvocationStatus.ConcurrencyControlled, await c.StatusAsync(records[1].Id));
        }),
        Case("Work behind thousands of blocked calls is taken at once, without a signal", async c =>
        {
            const int Blocked = 2100;
            RunnerId runner = await c.RunnerAsync();
            InvocationRecord[] records = [.. Enumerable.Range(0, 1 + Blocked).Select(_ => Limited(c, 1)), c.Record()];
            await c.PublishAndRouteAsync(records[..1]);
            await c.TakeAsync(runner);
            await c.PublishAndRouteAsync(records[1..]);
            ClaimedInvocation taken = await c.SoonAsync(NextAsync(c, runner), "the one that is not blocked is taken");
            Check.Equal(records[^1].Id, taken.Record.Id);
            Check.Equal(Blocked, await c.CountAsync(InvocationStatus.ConcurrencyControlled), "in line");
        }),
    ];

    private static ConformanceCase Case(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.Capabilities.Limits, "limits");
        await run(c);
    });

    private static InvocationRecord Limited(CaseContext c, int limit) => c.Record() with { Concurrency = new ConcurrencyLimit("key", limit) };

    private static async Task<(RunnerId Runner, InvocationId[] Ids)> PublishedAsync(CaseContext c, int count, int limit)
    {
        InvocationRecord[] records = [.. Enumerable.Range(0, count).Select(_ => Limited(c, limit))];
        await c.Store.PublishAsync(records, c.Token);
        return (await c.RunnerAsync(), [.. records.Select(r => r.Id)]);
    }

    /// <summary>What a runner takes next; it asks again when it was given nothing, and would wait long if there was nothing.</summary>
    private static async Task<ClaimedInvocation> NextAsync(CaseContext c, RunnerId runner)
    {
        while (true)
        {
            TakeOutcome taken = await c.App.TakeAsync(new TakeRequest(runner, [], 1000, TimeSpan.FromMinutes(1)), c.Token);
            if (taken.Claimed.Count > 0)
            {
                return taken.Claimed[0];
            }
        }
    }

    /// <summary>A co-located store has queued it; another tells the engine to route it, and knows that until it is done.</summary>
    private static void CheckHanded(CaseContext c, TransitionOutcome outcome, InvocationId id)
    {
        Check.Equal(TransitionResult.Applied, outcome.Result);
        if (!c.App.IsColocated)
        {
            Check.Sequence([id], (outcome.Handed ?? []).Select(r => r.Id), "handed on");
        }
    }

    private static async Task RaceAsync(CaseContext c)
    {
        const int Count = 60;
        InvocationRecord[] records = [.. Enumerable.Range(0, Count).Select(i => Limited(c, 2) with { Concurrency = new ConcurrencyLimit($"key{i % 3}", 2) })];
        await c.PublishAndRouteAsync(records);
        var held = new int[3];
        int done = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            RunnerId runner = await c.RunnerAsync();
            while (Volatile.Read(ref done) < Count)
            {
                c.Token.ThrowIfCancellationRequested();
                foreach (ClaimedInvocation taken in await c.TakeAsync(runner, 3))
                {
                    int key = taken.Record.Concurrency!.Key[^1] - '0';
                    int now = Interlocked.Increment(ref held[key]);
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    Interlocked.Decrement(ref held[key]);
                    await c.MoveAndRouteAsync(taken.Record.Id, taken.Fence, InvocationStatus.Running, InvocationStatus.Success);
                    Interlocked.Increment(ref done);
                }
            }
        }));
        Check.True(most <= 2, $"at most 2 of a key were held at once, and not {most}");
        Check.Equal(Count, await c.CountAsync(InvocationStatus.Success), "successes");
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
