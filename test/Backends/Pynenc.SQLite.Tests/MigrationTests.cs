using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>A file of an older version is brought up to date, and the work in it goes on.</summary>
public sealed class MigrationTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Work_stored_by_version_1_is_run_in_its_order_and_can_be_removed()
    {
        await using var file = new TempFile();
        InvocationId[] ids = [InvocationId.New(), InvocationId.New(), InvocationId.New()];
        WriteVersion1(file, ids);

        var time = new FakeTimeProvider(Start.AddHours(1));
        PynencApp app = await file.OpenAsync(time: time);
        Assert.Equal(Migrator.Latest, file.Count("""SELECT version FROM "pynenc.shop.schema" """));
        InvocationId fresh = await app.PublishAsync();
        Assert.Equal([ids[0], ids[1], fresh], await app.TakeAsync(await app.RunnerAsync()));

        var all = new PruneRequest([InvocationStatus.Success], time.GetUtcNow(), 10);
        Assert.Equal(1, await app.State.Sweeps.PruneAsync(all, TempFile.Token));
        Assert.Null(await app.State.Queries.GetAsync(ids[2], TempFile.Token));
    }

    [Fact]
    public async Task Times_stored_by_version_1_are_found_though_their_clocks_differed()
    {
        await using var file = new TempFile();
        InvocationId[] ids = [InvocationId.New(), InvocationId.New(), InvocationId.New()];
        WriteVersion1(file, ids);

        // The second was registered by a clock that was 10 minutes late.
        PynencApp app = await file.OpenAsync();
        var early = new InvocationFilter { RegisteredBefore = Start };
        var late = new InvocationFilter { RegisteredFrom = Start };
        Assert.Equal([ids[1]], await FindAsync(app, early));
        Assert.Equal([ids[0], ids[2]], await FindAsync(app, late));
    }

    [Fact]
    public async Task Work_stored_by_version_2_is_run_and_may_refer_to_large_values()
    {
        await using var file = new TempFile();
        InvocationId[] ids = [InvocationId.New(), InvocationId.New(), InvocationId.New()];
        WriteVersion1(file, ids);
        file.Execute(new TableNames(new AppId("shop")).Render(Migration0002.Step.Sql + "UPDATE {schema} SET version = 2"));

        var time = new FakeTimeProvider(Start.AddHours(1));
        PynencApp app = await file.OpenAsync(time: time);
        ContentKey result = await app.PutAsync(new byte[100_000]);
        await app.EndAllAsync([result]);
        Assert.Equal(2, file.Count("""SELECT uses FROM "pynenc.shop.content" """));
        Assert.Equal(3, await app.State.Sweeps.DeleteAsync(ids, TempFile.Token));
        Assert.Equal(0, file.Count("""SELECT uses FROM "pynenc.shop.content" """));
    }

    [Fact]
    public async Task A_migrated_file_has_the_schema_of_a_new_one()
    {
        await using var old = new TempFile();
        await using var fresh = new TempFile();
        WriteVersion1(old, [InvocationId.New(), InvocationId.New(), InvocationId.New()]);
        await (await old.OpenAsync()).DisposeAsync();
        await (await fresh.OpenAsync()).DisposeAsync();
        const string Sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        Assert.Equal(fresh.Ask(Sql), old.Ask(Sql));
    }

    private static async Task<InvocationId[]> FindAsync(PynencApp app, InvocationFilter filter) =>
        [.. (await app.State.Queries.PageAsync(filter, 0, 10, TempFile.Token)).Items.Select(i => i.Record.Id)];

    /// <summary>Two invocations that wait in the queue, and one that has ended.</summary>
    private static void WriteVersion1(TempFile file, InvocationId[] ids)
    {
        using SqliteConnection connection = file.Connect();
        string Named(string sql) => new TableNames(new AppId("shop")).Render(sql);
        connection.Run(Named("CREATE TABLE {schema} (version INTEGER NOT NULL); INSERT INTO {schema} (version) VALUES (1)"));
        connection.Run(Named(Migration0001.Step.Sql));
        connection.Run(Named("INSERT INTO {task} (name) VALUES ('shop.task'); INSERT INTO {queue} (name) VALUES ('default')"));
        for (int i = 0; i < ids.Length; i++)
        {
            int number = i + 1;
            bool ended = i == 2;
            long at = Ticks.Of(Start.AddMinutes(i == 1 ? -10 : i));
            string id = $"x'{Convert.ToHexString(ids[i].Value.ToByteArray(bigEndian: true))}'";
            connection.Run(Named(
                $$"""
                INSERT INTO {invocation} VALUES ({{number}}, {{id}}, 1, {{(ended ? 13 : 1)}}, NULL, 0, 1, 0, 0, {{at}}, NULL, 0, {{(ended ? "NULL" : number)}}, NULL);
                INSERT INTO {call} VALUES ({{number}}, 1, 0.0, NULL, NULL, NULL, {{at}}, NULL, x'7b7d');
                INSERT INTO {history} VALUES ({{number}}, 1, 1, {{at}}, NULL, 0, NULL);
                """));
            if (!ended)
            {
                connection.Run(Named($"INSERT INTO {{ready}} VALUES (1, 0.0, {number}, {id}, {number})"));
            }
        }

        connection.Run(Named(
            """
            INSERT INTO {counter} VALUES (1, 1, 2), (1, 13, 1);
            UPDATE {ledger} SET last_invocation = 3, last_entry = 3, ready = 2, colocated = 1;
            """));
    }
}
