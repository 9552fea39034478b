using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Removal: what has ended goes wholly, and nothing else goes.</summary>
internal static class RemovalCases
{
    private const string Area = "removal";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("What ended before a time is removed with all that belongs to it, those that ended first in front", async c =>
        {
            InvocationId[] ids = await EndedAsync(c, 4);
            DateTimeOffset cut = c.Now;
            InvocationId late = (await EndedAsync(c, 1))[0];
            InvocationId alive = await c.PublishAsync();
            Check.Equal(3, await PruneAsync(c, cut, 3, InvocationStatus.Success), "a batch of three");
            Check.True(await c.State.Queries.GetAsync(ids[3], c.Token) is not null, "the one that ended last is left");
            Check.Equal(1, await PruneAsync(c, cut, 3, InvocationStatus.Success), "the rest");
            Check.Equal(0, await PruneAsync(c, cut, 3, InvocationStatus.Success), "nothing more");
            foreach (InvocationId id in ids)
            {
                Check.Equal(null, await c.State.Queries.GetAsync(id, c.Token), "state");
                Check.Equal(0, (await c.State.Queries.GetOutcomesAsync([id], c.Token)).Count, "outcomes");
                Check.Equal(0, (await c.State.Queries.GetHistoryAsync(id, c.Token)).Count, "history");
            }

            InvocationPage page = await c.State.Queries.PageAsync(InvocationFilter.All, 0, 10, c.Token);
            Check.Sequence([late, alive], page.Items.Select(i => i.Record.Id), "what is left");
            Check.Equal(1, await c.CountAsync(InvocationStatus.Success), "successes");
        }),
        Case("Only the named statuses are removed, and only final ones can be named", async c =>
        {
            InvocationId success = (await EndedAsync(c, 1))[0];
            InvocationId cancelled = await c.PublishAsync();
            await c.MovedAsync(cancelled, null, InvocationStatus.Cancelled);
            await c.AdvanceAsync(TimeSpan.FromSeconds(1));
            Check.Equal(1, await PruneAsync(c, c.Now, 10, InvocationStatus.Cancelled, InvocationStatus.Failed), "removed");
            Check.True(await c.State.Queries.GetAsync(success, c.Token) is not null, "the success is left");
            await Check.ThrowsAsync<ArgumentException>(() => PruneAsync(c, c.Now, 10, InvocationStatus.Running), "a status that is not final");
        }),
        Case("Deleting removes the ended ones of those that are named", async c =>
        {
            InvocationId ended = (await EndedAsync(c, 1))[0];
            InvocationId alive = await c.PublishAsync();
            Check.Equal(1, await c.State.Sweeps.DeleteAsync([ended, alive, InvocationId.New()], c.Token), "deleted");
            Check.Equal(null, await c.State.Queries.GetAsync(ended, c.Token), "the ended one");
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(alive));
        }),
        Case("A removed id can be published again, and its children are still found", async c =>
        {
            InvocationId parent = (await EndedAsync(c, 1))[0];
            InvocationId child = await c.PublishAsync(c.Record(parent: parent));
            await c.State.Sweeps.DeleteAsync([parent], c.Token);
            InvocationPage children = await c.State.Queries.PageAsync(new InvocationFilter { Parent = parent }, 0, 10, c.Token);
            Check.Sequence([child], children.Items.Select(i => i.Record.Id), "children");
            await c.PublishAsync(c.Record() with { Id = parent });
            Check.Sequence([InvocationStatus.Registered], await c.HistoryAsync(parent), "history of the new one");
        }),
        Case("A kept reservation goes with its invocation", async c =>
        {
            c.Need(c.State.Capabilities.Reservations, "reservations");
            InvocationRecord record = c.Record() with { Reservation = new Reservation("kept", ReservationEnd.Kept, TimeSpan.FromDays(1)) };
            await c.PublishAsync(record);
            await c.MovedAsync(record.Id, await c.ClaimedAsync(await c.RunnerAsync(), record.Id), InvocationStatus.Running, InvocationStatus.Success);
            await c.State.Sweeps.DeleteAsync([record.Id], c.Token);
            await c.PublishAsync(record with { Id = InvocationId.New() });
        }),
        new("Without the capability, a removal is refused", Area, async c =>
        {
            if (c.State.Capabilities.Removal)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} declares removal.");
            }

            await Check.ThrowsAsync<CapabilityNotSupportedException>(() => c.State.Sweeps.DeleteAsync([InvocationId.New()], c.Token).AsTask(), "a removal");
            await Check.ThrowsAsync<CapabilityNotSupportedException>(() => PruneAsync(c, c.Now, 1, InvocationStatus.Success), "a pruning");
        }),
        Case("A sweep removes what has been kept long enough, kind by kind, and nothing that has not ended", async c =>
        {
            InvocationId success = (await EndedAsync(c, 1))[0];
            InvocationId cancelled = await c.PublishAsync();
            InvocationId waiting = await c.PublishAsync();
            await c.MovedAsync(cancelled, null, InvocationStatus.Cancelled);
            await c.App.SweepAsync(c.Token);
            Check.Equal(InvocationStatus.Success, await c.StatusAsync(success));
            await c.AdvanceAsync(c.App.Options.Retention.Success!.Value + TimeSpan.FromMinutes(2));
            await c.App.SweepAsync(c.Token);
            Check.Equal(null, await c.State.Queries.GetAsync(success, c.Token), "the success after its time");
            Check.Equal(InvocationStatus.Cancelled, await c.StatusAsync(cancelled));
            await c.AdvanceAsync(c.App.Options.Retention.Cancelled!.Value);
            await c.App.SweepAsync(c.Token);
            Check.Equal(null, await c.State.Queries.GetAsync(cancelled, c.Token), "the cancelled one after its time");
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(waiting));
        }),
        Case("Operators remove what they name, and all that matches, as far as it has ended", async c =>
        {
            InvocationId[] ended = await EndedAsync(c, 3);
            InvocationId waiting = await c.PublishAsync();
            InvocationId failed = await c.PublishAsync(c.Record("other.task"));
            await c.MovedAsync(failed, await c.ClaimedAsync(await c.RunnerAsync(), failed), InvocationStatus.Running, InvocationStatus.Failed);
            Check.Equal(1, await c.App.DeleteAsync([ended[0], waiting, InvocationId.New()], c.Token), "named");
            var filter = new InvocationFilter { Status = InvocationStatus.Success, RegisteredFrom = c.Now.AddDays(-1) };
            Check.Equal(0, await c.App.DeleteAllAsync(filter with { Task = new TaskId("other.task") }, c.Token), "of another task");
            Check.Equal(2, await c.App.DeleteAllAsync(filter, c.Token), "all that match");
            await Check.ThrowsAsync<ArgumentException>(() => c.App.DeleteAllAsync(InvocationFilter.All, c.Token).AsTask(), "all of any status");
            Check.Sequence([waiting, failed], (await c.App.PageAsync(cancellationToken: c.Token)).Items.Select(i => i.Record.Id), "what is left");
        }),
        Case("A thousand ended ones go in batches while others are published", async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationRecord[] records = [.. Enumerable.Range(0, 1000).Select(_ => c.Record())];
            await c.Store.PublishAsync(records, c.Token);
            await c.Store.TransitionAsync([.. records.Select(r => c.Request(r.Id, null, InvocationStatus.Cancelled))], c.Token);
            await c.AdvanceAsync(TimeSpan.FromSeconds(1));
            int removed = 0;
            int batch;
            do
            {
                await c.PublishAsync();
                batch = await PruneAsync(c, c.Now, 300, InvocationStatus.Cancelled);
                removed += batch;
            }
            while (batch == 300);

            Check.Equal(1000, removed);
            Check.Equal(4, await c.CountAsync(InvocationStatus.Registered), "registered meanwhile");
        }),
    ];

    private static ConformanceCase Case(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.Capabilities.Removal, "removal");
        await run(c);
    });

    private static async Task<int> PruneAsync(CaseContext c, DateTimeOffset before, int limit, params InvocationStatus[] statuses) =>
        await c.State.Sweeps.PruneAsync(new PruneRequest(statuses, before, limit), c.Token);

    /// <summary>Publishes some and lets them succeed, a second apart; a second has passed afterwards too.</summary>
    private static async Task<InvocationId[]> EndedAsync(CaseContext c, int count)
    {
        RunnerId runner = await c.RunnerAsync();
        var ids = new InvocationId[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = await c.PublishAsync();
            await c.MovedAsync(ids[i], await c.ClaimedAsync(runner, ids[i]), InvocationStatus.Running, InvocationStatus.Success);
            await c.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        return ids;
    }
}
