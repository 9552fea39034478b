using Microsoft.Data.Sqlite;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>Files that are no database, a damaged one, a locked, full, newer or foreign one.</summary>
public sealed class BadFileTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(600)]
    [InlineData(100_000)]
    public async Task A_file_that_is_no_database_is_refused_and_stays_as_it_is(int size)
    {
        await using var file = new TempFile();
        byte[] text = [.. Enumerable.Repeat((byte)'x', size)];
        await File.WriteAllBytesAsync(file.Path, text, TempFile.Token);
        PynencApp app = file.App();
        BackendException error = await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), file.Path, "not a SQLite database", "Name another file");
        Assert.False(error.IsTransient);
        Assert.Equal(text, await File.ReadAllBytesAsync(file.Path, TempFile.Token));

        File.Delete(file.Path);
        await app.PublishAsync();
        Assert.Equal(1, await app.StoredAsync());
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.05)]
    [InlineData(0.001)]
    public async Task A_truncated_database_is_refused_and_works_once_the_backup_is_back(double part)
    {
        await using var file = new TempFile();
        byte[] whole = await FilledAsync(file, 500);
        await File.WriteAllBytesAsync(file.Path, whole[..(int)(whole.Length * part)], TempFile.Token);
        PynencApp app = file.App();
        await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), file.Path);

        await File.WriteAllBytesAsync(file.Path, whole, TempFile.Token);
        Assert.Equal(500, await app.CountAllAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xFF)]
    [InlineData(0x0A)]
    public async Task A_database_damaged_while_open_answers_every_call_and_never_hangs(int garbage)
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        var ids = new List<InvocationId>();
        for (int i = 0; i < 300; i++)
        {
            ids.Add(await app.PublishAsync(app.Record(bytes: 2000)));
        }

        file.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        Overwrite(file.Path, (byte)garbage);

        var errors = new List<Exception?>();
        foreach (InvocationId id in ids)
        {
            errors.Add(await Record.ExceptionAsync(() => app.State.Queries.GetAsync(id, TempFile.Token).AsTask().Bounded()));
        }

        for (int i = 0; i < 20; i++)
        {
            errors.Add(await Record.ExceptionAsync(() => app.PublishAsync()));
        }

        Exception[] seen = [.. errors.OfType<Exception>()];
        Assert.NotEmpty(seen);
        Assert.All(seen, e => Assert.True(e is BackendException, e.ToString()));
        Assert.Contains(seen, e => e.Message.Contains(file.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_removed_while_open_is_not_replaced_by_an_empty_one()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        File.Delete(file.Path);
        await Record.ExceptionAsync(() => app.StoredAsync());
        Assert.False(File.Exists(file.Path));
    }

    [Fact]
    public async Task A_write_waits_no_longer_than_the_busy_timeout_and_works_when_the_lock_is_gone()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(configure: s => s.BusyTimeout = TimeSpan.FromMilliseconds(100));
        using (SqliteConnection other = file.Connect())
        {
            other.Run("BEGIN IMMEDIATE");
            BackendException error = await Verbs.RefusesAsync(
                async () => await app.PublishAsync(), file.Path, "BusyTimeout, which is 00:00:00.1000000", "lengthen the time-out");
            Assert.IsType<BackendUnavailableException>(error);
            Assert.True(error.IsTransient);

            // Readers do not care.
            Assert.Equal(0, await app.StoredAsync());
            other.Run("ROLLBACK");
        }

        await app.PublishAsync();
        Assert.Equal(1, await app.StoredAsync());
    }

    [Fact]
    public async Task A_new_file_locked_by_another_is_refused_in_time_and_works_when_the_lock_is_gone()
    {
        await using var file = new TempFile();
        PynencApp app = file.App(configure: s => s.BusyTimeout = TimeSpan.FromMilliseconds(100));
        using (SqliteConnection other = file.Connect())
        {
            other.Run("BEGIN EXCLUSIVE; CREATE TABLE mine (x)");
            await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), file.Path, "locked");
            other.Run("ROLLBACK");
        }

        await app.PublishAsync();
        Assert.Equal(1, await app.StoredAsync());
    }

    [Fact]
    public async Task Closing_while_another_holds_the_lock_ends()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(configure: s => s.BusyTimeout = TimeSpan.FromMilliseconds(100));
        using SqliteConnection other = file.Connect();
        other.Run("BEGIN IMMEDIATE");
        Task<Exception?>[] calls = [.. Enumerable.Range(0, 50).Select(_ => Record.ExceptionAsync(() => app.PublishAsync()).AsTask())];
        await app.DisposeAsync().AsTask().Bounded();
        foreach (Exception? error in await Task.WhenAll(calls).Bounded())
        {
            Assert.True(error is BackendUnavailableException or ObjectDisposedException, error?.ToString());
        }
    }

    [Fact]
    public async Task Closing_waits_for_the_lock_once_and_not_once_for_each_group_that_is_queued()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(configure: s => s.BusyTimeout = TimeSpan.FromMilliseconds(100));
        using SqliteConnection other = file.Connect();
        other.Run("BEGIN IMMEDIATE");

        // Each is a group of its own. Waiting for each would take longer than the bound.
        SQLiteDatabase database = app.Database();
        Task<bool>[] heavy = [.. Enumerable.Range(0, 1000).Select(_ => database.WriteAsync(new Heavy(), TempFile.Token).AsTask())];
        await app.DisposeAsync().AsTask().Bounded();
        foreach (Task<bool> call in heavy)
        {
            await Assert.ThrowsAsync<BackendUnavailableException>(() => call.Bounded());
        }
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_untouched()
    {
        await using var file = new TempFile();
        await FilledAsync(file, 3);
        file.Execute("""UPDATE "pynenc.shop.schema" SET version = 99""");
        string[] before = Dump(file);
        PynencApp app = file.App();
        BackendException error = await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), "'shop'", file.Path, "99", $"up to {Migrator.Latest}", "Install the newer package");
        Assert.False(error.IsTransient);
        Assert.Equal(before, Dump(file));

        file.Execute($"""UPDATE "pynenc.shop.schema" SET version = {Migrator.Latest}""");
        Assert.Equal(3, await app.CountAllAsync());
    }

    [Theory]
    [InlineData("""CREATE TABLE "pynenc.shop.schema" (version INTEGER); INSERT INTO "pynenc.shop.schema" VALUES (-1)""")]
    [InlineData("""CREATE TABLE "pynenc.shop.schema" (version INTEGER)""")]
    [InlineData("""CREATE TABLE "pynenc.shop.schema" (version); INSERT INTO "pynenc.shop.schema" VALUES ('one')""")]
    [InlineData("""CREATE TABLE "pynenc.shop.schema" (version); INSERT INTO "pynenc.shop.schema" VALUES (NULL)""")]
    [InlineData("""CREATE TABLE "pynenc.shop.schema" (number INTEGER)""")]
    [InlineData("""CREATE TABLE "pynenc.shop.schema" (version INTEGER); INSERT INTO "pynenc.shop.schema" VALUES (1)""")]
    [InlineData("""CREATE TABLE "pynenc.shop.history" (invocation INTEGER)""")]
    public async Task A_layout_this_package_never_wrote_is_refused_and_left_untouched(string sql)
    {
        await using var file = new TempFile();
        file.Execute(sql);
        string[] before = Dump(file);
        PynencApp app = file.App();
        BackendException error = await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), "'shop'", file.Path, "name another file");
        Assert.False(error.IsTransient);
        Assert.Equal(before, Dump(file));
    }

    [Fact]
    public async Task A_database_without_its_row_of_numbers_is_refused_instead_of_counting_from_zero()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        file.Execute("""DELETE FROM "pynenc.shop.ledger" """);
        await Verbs.RefusesAsync(async () => await app.PublishAsync(), file.Path, "restore a backup");
        Assert.Equal(1, file.Count("""SELECT count(*) FROM "pynenc.shop.invocation" """));
    }

    [Fact]
    public async Task Tables_of_other_programs_in_the_same_file_are_left_alone()
    {
        await using var file = new TempFile();
        file.Execute("CREATE TABLE invocation (x); INSERT INTO invocation VALUES (7)");
        PynencApp app = await file.OpenAsync();
        await app.PublishAsync();
        await app.PurgeAsync("shop", TempFile.Token);
        Assert.Equal(7, file.Count("SELECT x FROM invocation"));
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_acknowledged_and_work_goes_on_when_there_is_space()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        SQLiteDatabase database = app.Database();
        await database.WriteAsync(new Step<bool>(t => Limit(t, 200)), TempFile.Token);

        var stored = new List<InvocationId>();
        BackendException? full = null;
        while (full is null)
        {
            try
            {
                stored.Add(await app.PublishAsync(app.Record(bytes: 3000)));
            }
            catch (BackendException error)
            {
                full = error;
            }
        }

        Assert.True(full.IsTransient);
        Assert.Contains(file.Path, full.Message, StringComparison.Ordinal);
        Assert.Contains("Free space", full.Message, StringComparison.Ordinal);
        Assert.Equal(stored.Count, await app.StoredAsync());

        await database.WriteAsync(new Step<bool>(t => Limit(t, 1_000_000)), TempFile.Token);
        stored.Add(await app.PublishAsync(app.Record(bytes: 3000)));
        RunnerId runner = await app.RunnerAsync();
        Assert.Equal(stored, await app.TakeAsync(runner));
        Assert.Equal("ok", file.Ask("PRAGMA integrity_check")[0]);
    }

    [Fact]
    public async Task One_step_that_does_not_fit_does_not_take_its_neighbours_down()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync();
        SQLiteDatabase database = app.Database();
        await database.WriteAsync(new Step<bool>(t => Limit(t, 200)), TempFile.Token);
        using var hold = new HoldWriter();
        Task held = database.WriteAsync(hold, TempFile.Token).AsTask();
        await hold.Entered.Bounded();
        Task<InvocationId> before = app.PublishAsync();
        Task<InvocationId> tooLarge = app.PublishAsync(app.Record(bytes: 2_000_000));
        Task<InvocationId> after = app.PublishAsync();
        hold.LetGo();
        await held.Bounded();
        await Verbs.RefusesAsync(async () => await tooLarge, "Free space");
        Assert.Equal([await before, await after], await app.TakeAsync(await app.RunnerAsync()));
    }

    private static bool Limit(WriteTransaction transaction, int pages)
    {
        transaction.Link.Execute($"PRAGMA max_page_count = {pages}");
        return true;
    }

    private static async Task<byte[]> FilledAsync(TempFile file, int count)
    {
        PynencApp app = await file.OpenAsync();
        await app.State.Invocations.PublishAsync([.. Enumerable.Range(0, count).Select(_ => app.Record(bytes: 500))], TempFile.Token);
        await app.DisposeAsync();
        return await File.ReadAllBytesAsync(file.Path, TempFile.Token);
    }

    private static string[] Dump(TempFile file) =>
    [
        .. file.Ask("SELECT type || name || tbl_name || rootpage || coalesce(sql, '') FROM sqlite_schema ORDER BY name"),
        .. file.Ask("SELECT count(*) FROM sqlite_schema WHERE name = 'pynenc.shop.schema'"),
        .. file.Ask("PRAGMA schema_version"),
    ];

    private static void Overwrite(string path, byte garbage)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        byte[] page = [.. Enumerable.Repeat(garbage, 4096)];
        long pages = stream.Length / 4096;

        // The header and the first few pages, which hold the schema, stay.
        for (long number = 60; number < pages; number++)
        {
            stream.Position = number * 4096;
            stream.Write(page);
        }

        stream.Flush(flushToDisk: true);
    }
}

internal static class Opened
{
    /// <summary>Opens if need be, and counts.</summary>
    public static async Task<long> CountAllAsync(this PynencApp app)
    {
        await app.InitializeAsync(TempFile.Token).AsTask().Bounded();
        return await app.StoredAsync();
    }
}
