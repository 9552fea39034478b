using Microsoft.Data.Sqlite;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>A caller that has its answer has its promise.</summary>
public sealed class DurabilityTests
{
    [Theory]
    [InlineData(Durability.Full, "2")]
    [InlineData(Durability.Normal, "1")]
    public async Task The_writing_connection_is_as_durable_as_the_option_says(Durability durability, string synchronous)
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(configure: s => s.Durability = durability);
        string?[] seen = await app.Database().WriteAsync(
            new Step<string?[]>(t => [t.Link.Ask("PRAGMA synchronous"), t.Link.Ask("PRAGMA journal_mode")]), TempFile.Token);
        Assert.Equal([synchronous, "wal"], seen);
        Assert.Equal("wal", file.Ask("PRAGMA journal_mode")[0]);
    }

    [Fact]
    public void The_defaults_are_what_the_documentation_says() => Assert.Equal(
        new SQLiteBackendOptions
        {
            Durability = Durability.Full,
            BusyTimeout = TimeSpan.FromSeconds(30),
            Readers = 4,
            SafetyPoll = TimeSpan.FromSeconds(2),
        },
        new SQLiteBackendOptions());

    [Fact]
    public async Task What_a_publish_has_answered_another_connection_sees_at_once()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        using SqliteConnection other = file.Connect();
        for (int expected = 1; expected <= 50; expected++)
        {
            await app.PublishAsync();
            Assert.Equal(
                [$"{expected}"], other.Ask("""SELECT count(*) FROM "pynenc.shop.invocation" """));
        }
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit_of_the_group()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        SQLiteDatabase database = app.Database();
        using var first = new HoldWriter();
        using var second = new HoldWriter();
        Task one = database.WriteAsync(first, TempFile.Token).AsTask();
        await first.Entered.Bounded();

        // Both are in the next group: the publish has run when the writer is held for the second time.
        Task<InvocationId> publish = app.PublishAsync();
        Task two = database.WriteAsync(second, TempFile.Token).AsTask();
        first.LetGo();
        await second.Entered.Bounded();
        await one.Bounded();
        Assert.False(publish.IsCompleted);
        Assert.Equal(0, file.Count("""SELECT count(*) FROM "pynenc.shop.invocation" """));

        second.LetGo();
        await Task.WhenAll(publish, two).Bounded();
        Assert.Equal(1, file.Count("""SELECT count(*) FROM "pynenc.shop.invocation" """));
    }

    [Fact]
    public async Task Callers_that_gather_while_one_commits_share_the_next_commit()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        SQLiteDatabase database = app.Database();
        using var hold = new HoldWriter();
        long before = await CommitsAsync(database);
        Task held = database.WriteAsync(hold, TempFile.Token).AsTask();
        await hold.Entered.Bounded();
        Task<InvocationId>[] callers = [.. Enumerable.Range(0, 200).Select(_ => app.PublishAsync())];
        hold.LetGo();
        await held.Bounded();
        Assert.Equal(200, (await Task.WhenAll(callers).Bounded()).Distinct().Count());

        // One for the counting itself, one for the holder, one for all the callers.
        Assert.Equal(3, await CommitsAsync(database) - before);
        Assert.Equal(200, await app.StoredAsync());
    }

    [Fact]
    public async Task A_step_that_throws_fails_alone_and_its_neighbours_are_stored_once()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        SQLiteDatabase database = app.Database();
        using var hold = new HoldWriter();
        Task held = database.WriteAsync(hold, TempFile.Token).AsTask();
        await hold.Entered.Bounded();
        Task<InvocationId> before = app.PublishAsync();
        Task<bool> bad = database
            .WriteAsync(new Step<bool>(_ => throw new InvalidOperationException("mine alone")), TempFile.Token).AsTask();
        Task<InvocationId> after = app.PublishAsync();
        hold.LetGo();
        await held.Bounded();
        Assert.Equal("mine alone", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad.Bounded())).Message);
        Assert.Equal([await before, await after], await app.TakeAsync(await app.RunnerAsync()));
        Assert.Equal(2, await app.StoredAsync());
    }

    private static async Task<long> CommitsAsync(SQLiteDatabase database) =>
        await database.WriteAsync(new Step<long>(t => t.Commits), TempFile.Token);
}
