using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>Two applications on one file know nothing of each other but the file, as two processes do.</summary>
public sealed class CrossProcessTests
{
    [Fact]
    public async Task A_result_of_another_process_comes_by_the_bell_while_the_clock_stands_still()
    {
        await using var file = new TempFile();
        var time = new SignallingTime();
        PynencApp caller = file.App(time: time);
        PynencApp worker = file.App(time: TimeProvider.System);
        TaskHandle<ValueTuple<int>, int> twice = caller.Task("twice", (int x) => x * 2);
        worker.Task("twice", (int x) => x * 2);
        Invocation<int> call = await twice.CallAsync(21, cancellationToken: TempFile.Token);
        Task<int> result = call.ResultAsync(null, TempFile.Token).AsTask();
        await file.StartRunnerAsync(worker);
        Assert.Equal(42, await result.Bounded());
    }

    [Fact]
    public async Task Work_of_another_process_wakes_a_waiting_take_while_the_clock_stands_still()
    {
        await using var file = new TempFile();
        var time = new SignallingTime();
        PynencApp taker = await file.OpenAsync(time: time);
        PynencApp publisher = await file.OpenAsync();
        RunnerId runner = await taker.RunnerAsync();
        Task<TakeOutcome> take = await WaitingTakeAsync(taker, time, runner);
        InvocationId id = await publisher.PublishAsync();
        Assert.Equal([id], (await take.Bounded()).Claimed.Select(c => c.Record.Id));
    }

    [Fact]
    public async Task Work_of_another_process_wakes_a_waiting_receive_while_the_clock_stands_still()
    {
        await using var file = new TempFile();
        var time = new SignallingTime();
        PynencApp receiver = await file.OpenAsync(time: time);
        PynencApp router = await file.OpenAsync();
        int timers = time.Timers;
        var request = new ReceiveRequest([], 1, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Task<IReadOnlyList<Delivery>> receive = receiver.Broker.ReceiveAsync(request, TempFile.Token).AsTask();
        await Verbs.UntilAsync("the receive waits", () => time.Timers > timers);
        var id = InvocationId.New();
        await router.Broker.RouteAsync([new Route(id)], TempFile.Token);
        Assert.Equal(id, Assert.Single(await receive.Bounded()).Id);
    }

    [Fact]
    public async Task Without_a_bell_the_safety_poll_finds_work_and_results()
    {
        await using var file = new TempFile();

        // A file where the bell's folder should be: it can neither be created nor watched.
        await File.WriteAllTextAsync(file.Path + "-bell", "taken", TempFile.Token);
        var time = new SignallingTime();
        PynencApp here = await file.OpenAsync(time: time);
        PynencApp there = await file.OpenAsync();
        RunnerId runner = await here.RunnerAsync();
        Task<TakeOutcome> take = await WaitingTakeAsync(here, time, runner);
        InvocationId id = await there.PublishAsync();
        Assert.False(take.IsCompleted);
        await Verbs.UntilAsync("the poll finds the work", () => take.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal([id], (await take).Claimed.Select(c => c.Record.Id));
    }

    [Fact]
    public async Task Without_a_bell_the_safety_poll_finds_results()
    {
        await using var file = new TempFile();
        await File.WriteAllTextAsync(file.Path + "-bell", "taken", TempFile.Token);
        var time = new SignallingTime();
        PynencApp here = await file.OpenAsync(time: time);
        PynencApp there = await file.OpenAsync();
        var told = new List<InvocationId>();
        using IDisposable subscription = here.State.Settled.Subscribe(ids =>
        {
            lock (told)
            {
                told.AddRange(ids);
            }
        });
        InvocationId id = await there.PublishAsync();
        await there.CancelAsync(id);
        await Verbs.UntilAsync("the poll tells", () => Told(told).Length > 0, () => time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal([id], Told(told));
    }

    [Fact]
    public async Task What_this_process_settles_itself_is_told_to_the_others_only()
    {
        await using var file = new TempFile();
        PynencApp here = await file.OpenAsync();
        PynencApp there = await file.OpenAsync();
        var hereTold = new List<InvocationId>();
        var thereTold = new List<InvocationId>();
        using IDisposable one = Listen(here, hereTold);
        using IDisposable two = Listen(there, thereTold);
        InvocationId mine = await here.PublishAsync();
        InvocationId yours = await here.PublishAsync();
        await here.CancelAsync(mine);
        await there.CancelAsync(yours);
        await Verbs.UntilAsync("both are told", () => Told(hereTold).Length > 0 && Told(thereTold).Length > 0);
        Assert.Equal([yours], Told(hereTold));
        Assert.Equal([mine], Told(thereTold));
    }

    [Fact]
    public async Task A_purge_of_one_process_leaves_the_other_able_to_work()
    {
        await using var file = new TempFile();
        PynencApp here = await file.OpenAsync();
        PynencApp there = await file.OpenAsync();
        await here.PublishAsync();
        await there.PublishAsync();
        await here.PurgeAsync("shop", TempFile.Token);
        InvocationId id = await there.PublishAsync();
        Assert.Equal(1, await here.StoredAsync());
        Assert.Equal([id], await here.TakeAsync(await here.RunnerAsync()));
    }

    private static async Task<Task<TakeOutcome>> WaitingTakeAsync(PynencApp app, SignallingTime time, RunnerId runner)
    {
        int timers = time.Timers;
        Task<TakeOutcome> take = app.TakeAsync(new TakeRequest(runner, [], 1, TimeSpan.FromHours(1)), TempFile.Token).AsTask();
        await Verbs.UntilAsync("the take waits", () => time.Timers > timers);
        return take;
    }

    private static IDisposable Listen(PynencApp app, List<InvocationId> told) => app.State.Settled.Subscribe(ids =>
    {
        lock (told)
        {
            told.AddRange(ids);
        }
    });

    private static InvocationId[] Told(List<InvocationId> told)
    {
        lock (told)
        {
            return [.. told.Distinct()];
        }
    }
}
