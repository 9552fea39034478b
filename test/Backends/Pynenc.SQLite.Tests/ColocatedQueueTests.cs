using Microsoft.Extensions.Time.Testing;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>The queue and the state of one file agree, also when somebody meddles with one of them.</summary>
public sealed class ColocatedQueueTests
{
    [Fact]
    public async Task Work_whose_queue_was_emptied_is_put_back_by_a_later_sweep()
    {
        await using var file = new TempFile();
        var time = new FakeTimeProvider();
        PynencApp app = await file.OpenAsync(time: time);
        InvocationId[] ids = [await app.PublishAsync(), await app.PublishAsync(app.Record("shop.other"))];
        InvocationId done = await app.PublishAsync();
        await app.CancelAsync(done);
        await app.Broker.PurgeAsync(TempFile.Token);
        Assert.Equal(0, await app.QueuedAsync());
        await app.SweepAsync(TempFile.Token);
        Assert.Equal(0, await app.QueuedAsync());

        time.Advance(app.Options.Lease * 2);
        await app.SweepAsync(TempFile.Token);
        await app.SweepAsync(TempFile.Token);
        Assert.Equal(2, await app.QueuedAsync());
        Assert.Equal(ids, await app.TakeAsync(await app.RunnerAsync()));
    }

    [Fact]
    public async Task Delayed_work_whose_queue_was_emptied_is_put_back_when_it_is_due()
    {
        await using var file = new TempFile();
        var time = new FakeTimeProvider();
        PynencApp app = await file.OpenAsync(time: time);
        InvocationId id = await app.PublishAsync(app.Record() with { NotBefore = time.GetUtcNow().AddHours(1) });
        await app.Broker.PurgeAsync(TempFile.Token);
        time.Advance(TimeSpan.FromMinutes(59));
        await app.SweepAsync(TempFile.Token);
        Assert.Empty(await app.TakeAsync(await app.RunnerAsync()));
        time.Advance(TimeSpan.FromMinutes(2));
        await app.SweepAsync(TempFile.Token);
        Assert.Equal([id], await app.TakeAsync(await app.RunnerAsync()));
    }

    [Fact]
    public async Task A_long_queue_is_not_routed_twice_by_a_sweep()
    {
        await using var file = new TempFile();
        var time = new FakeTimeProvider();
        PynencApp app = await file.OpenAsync(time: time);
        await app.PublishAsync();
        await app.PublishAsync();
        time.Advance(app.Options.Lease * 2);
        await app.SweepAsync(TempFile.Token);
        Assert.Equal(2, await app.QueuedAsync());
    }

    [Fact]
    public async Task What_was_cancelled_before_it_ran_is_not_counted_as_queued()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        InvocationId first = await app.PublishAsync();
        InvocationId second = await app.PublishAsync();
        InvocationId third = await app.PublishAsync();
        await app.CancelAsync(second);
        Assert.Equal(2, await app.QueuedAsync());
        Assert.Equal([first, third], await app.TakeAsync(await app.RunnerAsync()));
        Assert.Equal(0, await app.QueuedAsync());
    }

    [Fact]
    public async Task What_was_cancelled_before_it_was_due_is_not_counted_when_its_time_comes()
    {
        await using var file = new TempFile();
        var time = new FakeTimeProvider();
        PynencApp app = await file.OpenAsync(time: time);
        InvocationId id = await app.PublishAsync(app.Record() with { NotBefore = time.GetUtcNow().AddHours(1) });
        await app.CancelAsync(id);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await app.QueuedAsync());
        Assert.Empty(await app.TakeAsync(await app.RunnerAsync()));
    }
}
