using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>What limits leave in the file: nothing for work without them, and nothing once the work with them is gone.</summary>
public sealed class LimitTests
{
    private static readonly string[] Tables = ["trait", "slots", "slot", "rate", "grant", "reservation"];

    [Fact]
    public async Task Plain_work_writes_no_row_for_limits()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        await app.TakeAsync(await app.RunnerAsync());
        Assert.All(Tables, t => Assert.Equal(0, Rows(file, t)));
        Assert.Equal(1, file.Count("""SELECT count(*) FROM "pynenc.shop.invocation" WHERE traits IS NULL"""));
    }

    [Fact]
    public async Task A_slot_and_its_line_outlive_the_process_and_go_with_the_work()
    {
        await using var file = new TempFile();
        PynencApp first = await file.OpenAsync();
        InvocationRecord[] records = [.. Enumerable.Range(0, 3).Select(_ => Limited(first))];
        await first.State.Invocations.PublishAsync(records, TempFile.Token);
        Assert.Equal([records[0].Id], await first.TakeAsync(await first.RunnerAsync()));
        await first.DisposeAsync();

        PynencApp second = await file.OpenAsync();
        ConcurrencyState state = await second.State.Queries.GetConcurrencyAsync("key", TempFile.Token);
        Assert.Equal([records[0].Id], state.Holders);
        Assert.Equal(2, state.Waiting);
        foreach (InvocationRecord record in records)
        {
            await second.CancelAsync(record.Id);
        }

        Assert.Equal(3, await second.State.Sweeps.DeleteAsync([.. records.Select(r => r.Id)], TempFile.Token));
        Assert.All(Tables.Except(["rate", "grant"]), t => Assert.Equal(0, Rows(file, t)));
    }

    [Fact]
    public async Task Another_process_is_told_what_a_take_dropped()
    {
        await using var file = new TempFile();
        PynencApp taker = await file.OpenAsync();
        PynencApp waiter = await file.OpenAsync();
        var told = new TaskCompletionSource<InvocationId>(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable own = taker.State.Settled.Subscribe(_ => { });
        using IDisposable subscription = waiter.State.Settled.Subscribe(ids => told.TrySetResult(ids[0]));
        InvocationRecord first = Limited(taker);
        InvocationRecord second = Limited(taker) with { Concurrency = new ConcurrencyLimit("key", 1, BlockedAction.End) };
        await taker.State.Invocations.PublishAsync([first, second], TempFile.Token);
        Assert.Equal([first.Id], await taker.TakeAsync(await taker.RunnerAsync()));
        Assert.Equal(second.Id, await told.Task.Bounded());
    }

    private static long Rows(TempFile file, string table) => file.Count($"SELECT count(*) FROM \"pynenc.shop.{table}\"");

    private static InvocationRecord Limited(PynencApp app) => app.Record() with
    {
        Concurrency = new ConcurrencyLimit("key", 1),
        Rate = new RateLimit("rate", 5, TimeSpan.FromSeconds(10)),
        Reservation = new Reservation(Guid.CreateVersion7().ToString("N"), ReservationEnd.Ended),
    };
}
