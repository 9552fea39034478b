using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Reservations: one invocation stands for all who publish under its key.</summary>
internal static class ReservationCases
{
    private const string Area = "reservation";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("Whoever publishes under a key that is held is given the holder, and stores nothing", async c =>
        {
            InvocationRecord first = Reserved(c, ReservationEnd.Claimed);
            await c.PublishAsync(first);
            InvocationRecord second = Reserved(c, ReservationEnd.Claimed);
            InvocationRecord other = Reserved(c, ReservationEnd.Claimed, "other");
            IReadOnlyList<PublishOutcome> outcomes = await c.Store.PublishAsync([second, other], c.Token);
            Check.Sequence([new PublishOutcome(PublishResult.Joined, first.Id), new PublishOutcome(PublishResult.Published, other.Id)], outcomes);
            Check.Equal(null, await c.State.Queries.GetAsync(second.Id, c.Token), "the one that joined");
            Check.Equal(2, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
        Case("Of those in one batch the first holds the key", async c =>
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, 3).Select(_ => Reserved(c, ReservationEnd.Claimed))];
            IReadOnlyList<PublishOutcome> outcomes = await c.Store.PublishAsync(records, c.Token);
            Check.Sequence([PublishResult.Published, PublishResult.Joined, PublishResult.Joined], outcomes.Select(o => o.Result));
            Check.Sequence([records[0].Id, records[0].Id, records[0].Id], outcomes.Select(o => o.Id));
        }),
        Case("Publishing the holder again says that it is there, not that it is held", async c =>
        {
            InvocationRecord record = Reserved(c, ReservationEnd.Ended);
            await c.PublishAsync(record);
            Check.Sequence([new PublishOutcome(PublishResult.Existing, record.Id)], await c.Store.PublishAsync([record], c.Token));
        }),
        Case("A reservation until the claim is let go by the claim, and not taken again by a retry", async c =>
        {
            InvocationRecord first = Reserved(c, ReservationEnd.Claimed);
            await c.PublishAsync(first);
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), first.Id);
            InvocationRecord second = Reserved(c, ReservationEnd.Claimed);
            await c.PublishAsync(second);
            await c.MovedAsync(first.Id, fence, InvocationStatus.Running, InvocationStatus.Retry);
            Check.Equal(second.Id, (await c.Store.PublishAsync([Reserved(c, ReservationEnd.Claimed)], c.Token))[0].Id, "the holder");
        }),
        Case("A reservation until the end holds through retries, and is let go by every end", async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            foreach (InvocationStatus end in new[] { InvocationStatus.Success, InvocationStatus.Failed, InvocationStatus.Cancelled })
            {
                InvocationRecord record = Reserved(c, ReservationEnd.Ended);
                await c.PublishAsync(record);
                Fence fence = await c.ClaimedAsync(runner, record.Id);
                await c.MovedAsync(record.Id, fence, InvocationStatus.Running, InvocationStatus.Retry);
                fence = await c.ClaimedAsync(runner, record.Id);
                await c.MovedAsync(record.Id, fence, InvocationStatus.Running);
                Check.Equal(record.Id, (await c.Store.PublishAsync([Reserved(c, ReservationEnd.Ended)], c.Token))[0].Id, "while it runs");
                await c.MovedAsync(record.Id, fence, end);
            }

            await c.PublishAsync(Reserved(c, ReservationEnd.Ended));
        }),
        Case("A kept reservation outlasts a success for its time, and nothing else", async c =>
        {
            RunnerId runner = await c.RunnerAsync(TimeSpan.FromHours(1));
            InvocationRecord failed = Kept(c);
            await c.PublishAsync(failed);
            await c.MovedAsync(failed.Id, await c.ClaimedAsync(runner, failed.Id), InvocationStatus.Running, InvocationStatus.Failed);
            InvocationRecord success = Kept(c);
            await c.PublishAsync(success);
            await c.MovedAsync(success.Id, await c.ClaimedAsync(runner, success.Id), InvocationStatus.Running, InvocationStatus.Success);
            await c.AdvanceAsync(TimeSpan.FromSeconds(59));
            Check.Equal(new PublishOutcome(PublishResult.Joined, success.Id), (await c.Store.PublishAsync([Kept(c)], c.Token))[0], "within its time");
            await c.AdvanceAsync(TimeSpan.FromSeconds(2));
            await c.PublishAsync(Kept(c));
        }),
        Case("Of many who publish under one key at once, one is stored and all get it", async c =>
        {
            PublishOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
                (await c.Store.PublishAsync([Reserved(c, ReservationEnd.Ended)], c.Token))[0])));
            Check.Equal(1, outcomes.Count(o => o.IsPublished), "published");
            Check.Equal(1, outcomes.Select(o => o.Id).Distinct().Count(), "different invocations");
            Check.Equal(1, await c.CountAsync(InvocationStatus.Registered), "registered");
        }),
    ];

    private static ConformanceCase Case(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.Capabilities.Reservations, "reservations");
        await run(c);
    });

    private static InvocationRecord Reserved(CaseContext c, ReservationEnd end, string key = "key") =>
        c.Record() with { Reservation = new Reservation(key, end) };

    private static InvocationRecord Kept(CaseContext c) =>
        c.Record() with { Reservation = new Reservation("kept", ReservationEnd.Kept, TimeSpan.FromMinutes(1)) };
}
