using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>A writer that dies, is closed early, or is closed twice leaves nobody waiting.</summary>
public sealed class WriterDeathTests
{
    [Fact]
    public async Task A_dead_writer_fails_what_was_pending_and_all_that_comes_later()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        SQLiteDatabase database = app.Database();
        using var hold = new HoldWriter();
        Task held = database.WriteAsync(hold, TempFile.Token).AsTask();
        await hold.Entered.Bounded();
        Task[] pending =
        [
            app.PublishAsync(),
            database.WriteAsync(new Poison(), TempFile.Token).AsTask(),
            app.PublishAsync(),
        ];
        hold.LetGo();
        await held.Bounded();
        foreach (Task task in pending)
        {
            await DiedAsync(file, () => task);
        }

        await DiedAsync(file, () => app.PublishAsync());
        await DiedAsync(file, () => app.RunnerAsync());
        Assert.Equal(1, await app.StoredAsync());
        await app.DisposeAsync().AsTask().Bounded();

        PynencApp again = await file.OpenAsync();
        await again.PublishAsync();
        Assert.Equal(2, await again.StoredAsync());
    }

    [Fact]
    public async Task A_log_that_throws_does_not_keep_the_dead_writer_from_telling_its_callers()
    {
        await using var file = new TempFile();
        using var loggers = new ThrowingLoggers();
        PynencApp app = file.App(build: o => o.UseLogging(loggers));
        await app.InitializeAsync(TempFile.Token);
        loggers.IsThrowing = true;
        await DiedAsync(file, () => app.Database().WriteAsync(new Poison(), TempFile.Token).AsTask());
        await DiedAsync(file, () => app.PublishAsync());
        loggers.IsThrowing = false;
        await app.DisposeAsync().AsTask().Bounded();
    }

    [Fact]
    public async Task Closing_writes_what_is_queued_and_refuses_what_comes_later()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        SQLiteDatabase database = app.Database();
        using var hold = new HoldWriter();
        Task held = database.WriteAsync(hold, TempFile.Token).AsTask();
        await hold.Entered.Bounded();
        Task<InvocationId>[] queued = [.. Enumerable.Range(0, 100).Select(_ => app.PublishAsync())];
        Task closing = app.DisposeAsync().AsTask();
        hold.LetGo();
        await closing.Bounded();
        await held.Bounded();
        Assert.Equal(100, (await Task.WhenAll(queued).Bounded()).Length);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => app.PublishAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => app.StoredAsync());
        Assert.Equal(100, file.Count("""SELECT count(*) FROM "pynenc.shop.invocation" """));
    }

    [Fact]
    public async Task Closing_while_many_call_answers_every_one_of_them()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        Task<Exception?>[] callers =
        [
            .. Enumerable.Range(0, 200).Select(_ => Task.Run(() => Record.ExceptionAsync(() => app.PublishAsync()).AsTask())),
        ];
        await app.DisposeAsync().AsTask().Bounded();
        Exception?[] errors = await Task.WhenAll(callers).Bounded();
        Assert.All(errors, e => Assert.True(e is null or ObjectDisposedException, e?.ToString()));
        Assert.Equal(errors.Count(e => e is null), file.Count("""SELECT count(*) FROM "pynenc.shop.invocation" """));
    }

    [Fact]
    public async Task Closing_twice_before_opening_or_at_the_same_time_is_harmless()
    {
        await using var file = new TempFile();
        PynencApp never = file.App();
        await never.DisposeAsync();
        await never.DisposeAsync();
        Assert.False(File.Exists(file.Path));

        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => app.DisposeAsync().AsTask()))).Bounded();
        await app.State.DisposeAsync();
        await app.Broker.DisposeAsync();
        await app.Broker.DisposeAsync();
    }

    [Fact]
    public async Task Closing_waits_for_readers_in_use_and_leaves_only_the_database_behind()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        SQLiteDatabase database = app.Database();
        ReaderLease lease = await database.ReadAsync(TempFile.Token);
        Task closing = app.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => database.WriteAsync(new Step<bool>(_ => true), TempFile.Token).AsTask());
        Assert.False(closing.IsCompleted);
        Assert.Equal("1", lease.Link.Ask("""SELECT count(*) FROM "pynenc.shop.invocation" """));
        lease.Dispose();
        await closing.Bounded();
        Assert.Equal(["test.db", "test.db-bell"], file.Folder.GetFileSystemInfos().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_take_that_waits_ends_when_the_application_is_closed()
    {
        await using var file = new TempFile();
        var time = new SignallingTime();
        PynencApp app = await file.OpenAsync(time: time);
        RunnerId runner = await app.RunnerAsync();
        int timers = time.Timers;
        Task<Exception?> take = Record.ExceptionAsync(
            () => app.TakeAsync(new TakeRequest(runner, [], 1, TimeSpan.FromHours(1)), TempFile.Token).AsTask()).AsTask();
        await Verbs.UntilAsync("the take waits", () => time.Timers > timers);
        await app.DisposeAsync().AsTask().Bounded();
        Assert.IsType<ObjectDisposedException>(await take.Bounded());
    }

    private static async Task DiedAsync(TempFile file, Func<Task> call)
    {
        BackendException error = await Verbs.RefusesAsync(
            async () => await call(), file.Path, "poisoned", "start the application again");
        Assert.False(error.IsTransient);
    }
}
