using Microsoft.Extensions.Time.Testing;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>Lanes and promotion beside what has neither, and what they leave in the file.</summary>
public sealed class QueueOrderTests
{
    [Fact]
    public async Task Work_without_lanes_and_promotion_keeps_no_order_but_its_own()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        await app.PublishAsync();
        Assert.Equal(0, Lanes(file));
        Assert.Equal(2, file.Count("""SELECT count(*) FROM "pynenc.shop.ready" WHERE turn = number AND invocation IS NOT NULL"""));
    }

    [Fact]
    public async Task A_lane_shares_with_work_that_has_none_and_both_keep_their_order()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        InvocationId[] plain = await PublishAsync(app, null, 4);
        InvocationId[] lane = await PublishAsync(app, "a", 4);
        InvocationId[] later = await PublishAsync(app, null, 2);
        InvocationId[] taken = await app.TakeAsync(await app.RunnerAsync());
        Assert.Equal([plain[0], lane[0], plain[1], lane[1], plain[2], lane[2], plain[3], lane[3], .. later], taken);
    }

    [Fact]
    public async Task Work_of_a_lane_that_falls_due_at_once_does_not_overtake_the_other_lanes()
    {
        await using var file = new TempFile();
        var time = new FakeTimeProvider();
        PynencApp app = await file.OpenAsync(time: time);
        InvocationId[] delayed = await PublishAsync(app, "late", 10, time.GetUtcNow().AddHours(1));
        RunnerId runner = await app.RunnerAsync();
        await PublishAsync(app, "early", 30);
        await app.TakeAsync(runner, 20);
        time.Advance(TimeSpan.FromHours(2));
        InvocationId[] next = await app.TakeAsync(runner, 6);
        Assert.Equal(delayed[..3], next.Intersect(delayed));
    }

    [Fact]
    public async Task What_was_promoted_or_has_a_lane_leaves_the_queue_when_it_is_cancelled()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        InvocationId[] plain = await PublishAsync(app, null, 3);
        InvocationId[] lane = await PublishAsync(app, "a", 3);
        await app.Broker.PromoteAsync([plain[2], lane[2]], TempFile.Token);
        await app.Broker.PromoteAsync([plain[2]], TempFile.Token);
        await app.CancelAsync(plain[1]);
        await app.CancelAsync(lane[1]);
        Assert.Equal(4, await app.QueuedAsync());
        RunnerId runner = await app.RunnerAsync();
        Assert.Equal([plain[2], lane[2]], await app.TakeAsync(runner, 2));
        Assert.Equal([plain[0], lane[0]], await app.TakeAsync(runner));
        Assert.Equal(0, await app.QueuedAsync());
    }

    [Fact]
    public async Task Cancelling_what_was_promoted_takes_nothing_else_from_the_queue()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        InvocationId[] ids = await PublishAsync(app, null, 3);
        await app.Broker.PromoteAsync(ids, TempFile.Token);
        await app.CancelAsync(ids[0]);
        Assert.Equal(2, await app.QueuedAsync());
        Assert.Equal(ids[1..], await app.TakeAsync(await app.RunnerAsync()));
    }

    [Fact]
    public async Task New_lanes_that_never_end_do_not_hold_up_a_long_one()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        RunnerId runner = await app.RunnerAsync();
        InvocationId[] heavy = await PublishAsync(app, "heavy", 5);
        var taken = new List<InvocationId>();
        for (int i = 0; i < 20; i++)
        {
            await PublishAsync(app, $"lane{i}", 1);
            taken.AddRange(await app.TakeAsync(runner, 1));
        }

        Assert.Equal(heavy, taken.Intersect(heavy));
    }

    [Fact]
    public async Task Lanes_are_forgotten_when_they_are_over()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        RunnerId runner = await app.RunnerAsync();
        await PublishAsync(app, "kept", 1);
        for (int i = 0; i < 500; i++)
        {
            await PublishAsync(app, $"lane{i}", 1);
            await app.TakeAsync(runner, 1);
        }

        Assert.InRange(Lanes(file), 1, 200);
        Assert.Equal(Lanes(file), file.Count("""SELECT lanes FROM "pynenc.shop.ledger" """));
        await app.TakeAsync(runner);
        await app.PublishAsync();
        Assert.Equal(0, Lanes(file));
        Assert.Equal(0, file.Count("""SELECT lanes FROM "pynenc.shop.ledger" """));
    }

    [Fact]
    public async Task A_retry_stands_in_its_lane_again()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        RunnerId runner = await app.RunnerAsync();
        InvocationId[] first = await PublishAsync(app, "a", 1);
        await app.TakeAsync(runner);
        await PublishAsync(app, "b", 20);
        InvocationState state = (await app.State.Queries.GetAsync(first[0], TempFile.Token))!;
        DateTimeOffset now = app.Time.GetUtcNow();
        var retry = new TransitionRequest
        {
            Id = first[0],
            Fence = state.Fence,
            Path = [new StatusStep(InvocationStatus.Running, now), new StatusStep(InvocationStatus.Retry, now)],
        };
        Assert.True((await app.State.Invocations.TransitionAsync([retry], TempFile.Token))[0].IsApplied);
        Assert.Contains(first[0], await app.TakeAsync(runner, 2));
    }

    private static long Lanes(TempFile file) => file.Count("""SELECT count(*) FROM "pynenc.shop.lane" """);

    private static async Task<InvocationId[]> PublishAsync(PynencApp app, string? lane, int count, DateTimeOffset? notBefore = null)
    {
        InvocationRecord[] records = [.. Enumerable.Range(0, count).Select(_ => app.Record() with { Lane = lane, NotBefore = notBefore })];
        await app.State.Invocations.PublishAsync(records, TempFile.Token);
        return [.. records.Select(r => r.Id)];
    }
}
