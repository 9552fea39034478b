using Microsoft.Extensions.Time.Testing;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>Large values: whole or not there, kept while something refers to them, and no cost to work that has none.</summary>
public sealed class ContentTests
{
    private const int Chunk = 512 * 1024;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Chunk, 1)]
    [InlineData((3 * Chunk) + 17, 4)]
    public async Task A_value_of_any_length_is_read_back_as_it_was(int length, int chunks)
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        byte[] value = Value(length);
        ContentKey key = await app.PutAsync(value);
        Assert.Equal(value, await app.ReadAsync(key));
        Assert.Equal(chunks, file.Count("""SELECT count(*) FROM "pynenc.shop.content_chunk" """));
    }

    [Fact]
    public async Task A_put_that_was_cut_short_shows_nothing_and_is_swept_with_all_it_wrote()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        var key = ContentKey.Of(Value(3 * Chunk));
        await using var source = new HeldStream(Value(3 * Chunk), 2 * Chunk);
        source.Break();
        await Assert.ThrowsAsync<IOException>(() => app.State.ClientData!.PutAsync(key, source, TempFile.Token).AsTask().Bounded());
        Assert.Equal(2, file.Count("""SELECT count(*) FROM "pynenc.shop.content_chunk" """));
        Assert.Null(await app.State.ClientData!.OpenAsync(key, TempFile.Token));
        Assert.False(await app.State.ClientData.TouchAsync(key, TempFile.Token));

        _clock.Advance(Hour);
        Assert.Equal([key], await app.State.ClientData.FindUnreferencedAsync(Hour, 10, TempFile.Token));
        Assert.Equal(1, await app.State.ClientData.DeleteUnreferencedAsync([key], Hour, TempFile.Token));
        Assert.Equal(0, file.Count("""SELECT count(*) FROM "pynenc.shop.content_chunk" """));
        Assert.Equal(0, file.Count("""SELECT count(*) FROM "pynenc.shop.content" """));
    }

    [Fact]
    public async Task Who_is_overtaken_by_another_put_of_the_same_value_succeeds_and_leaves_nothing()
    {
        await using var file = new TempFile();
        PynencApp slow = await file.OpenAsync(time: _clock);
        PynencApp fast = await file.OpenAsync(time: _clock);
        byte[] value = Value(3 * Chunk);
        var key = ContentKey.Of(value);
        await using var source = new HeldStream(value, 2 * Chunk);
        Task put = slow.State.ClientData!.PutAsync(key, source, TempFile.Token).AsTask();
        await source.Reached.Bounded();

        await fast.PutAsync(value);
        Assert.False(put.IsCompleted);
        Assert.Equal(3, file.Count("""SELECT count(*) FROM "pynenc.shop.content_chunk" """));
        source.LetGo();
        await put.Bounded();

        Assert.Equal(3, file.Count("""SELECT count(*) FROM "pynenc.shop.content_chunk" """));
        Assert.Equal(value, await slow.ReadAsync(key));
    }

    [Fact]
    public async Task A_value_that_is_purged_while_it_is_put_is_refused_for_now_and_not_half_stored()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        byte[] value = Value(3 * Chunk);
        var key = ContentKey.Of(value);
        await using var source = new HeldStream(value, 2 * Chunk);
        Task put = app.State.ClientData!.PutAsync(key, source, TempFile.Token).AsTask();
        await source.Reached.Bounded();
        await app.State.PurgeAsync(TempFile.Token);
        source.LetGo();

        BackendException error = await Verbs.RefusesAsync(async () => await put, key.ToString(), file.Path, "shop", "UnusedContent", "Call again");
        Assert.True(error.IsTransient);
        Assert.Equal(0, file.Count("""SELECT count(*) FROM "pynenc.shop.content_chunk" """));
        await app.PutAsync(value);
        Assert.Equal(value, await app.ReadAsync(key));
    }

    [Fact]
    public async Task A_value_is_kept_while_an_invocation_refers_to_it_by_its_arguments_or_its_result()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        ContentKey argument = await app.PutAsync("argument"u8.ToArray());
        ContentKey result = await app.PutAsync("result"u8.ToArray());
        InvocationRecord[] records = [app.Record() with { Contents = [argument, argument] }, app.Record() with { Contents = [argument] }];
        await app.State.Invocations.PublishAsync(records, TempFile.Token);
        await app.State.Invocations.PublishAsync(records, TempFile.Token);
        await app.EndAllAsync([result]);
        Assert.Equal(["2 2", "2 2"], Uses(file));

        _clock.Advance(Hour * 5);
        ClientDataStore store = app.State.ClientData!;
        Assert.Empty(await store.FindUnreferencedAsync(Hour, 10, TempFile.Token));
        Assert.Equal(0, await store.DeleteUnreferencedAsync([argument, result], Hour, TempFile.Token));
        Assert.Equal(1, await app.State.Sweeps.DeleteAsync([records[0].Id], TempFile.Token));
        Assert.Equal(["1 1", "1 1"], Uses(file));
        Assert.Empty(await store.FindUnreferencedAsync(Hour, 10, TempFile.Token));

        var all = new PruneRequest([InvocationStatus.Success], _clock.GetUtcNow(), 10);
        Assert.Equal(1, await app.State.Sweeps.PruneAsync(all, TempFile.Token));
        Assert.Equal(["0 0", "0 0"], Uses(file));
        Assert.Equal(2, (await store.FindUnreferencedAsync(Hour, 10, TempFile.Token)).Count);
        Assert.Equal(2, await store.DeleteUnreferencedAsync([argument, result], Hour, TempFile.Token));
        Assert.Null(await store.OpenAsync(argument, TempFile.Token));
    }

    [Fact]
    public async Task A_publish_that_is_rolled_back_leaves_no_reference()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        ContentKey key = await app.PutAsync("value"u8.ToArray());
        var publish = new PublishOperation([app.Record() with { Contents = [key] }], isColocated: true, _clock.GetUtcNow());
        var failing = new Step<bool>(t =>
        {
            publish.Run(t);
            throw new InvalidOperationException("after the publish");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Database().WriteAsync(failing, TempFile.Token).AsTask().Bounded());
        Assert.Equal(["0 0"], Uses(file));
        Assert.Equal(0, await app.StoredAsync());
    }

    [Fact]
    public async Task What_is_referred_to_before_it_is_put_is_not_there_and_stays_when_it_is()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        var key = ContentKey.Of("later"u8);
        InvocationId id = await app.PublishAsync(app.Record() with { Contents = [key] });
        Assert.Null(await app.State.ClientData!.OpenAsync(key, TempFile.Token));
        Assert.False(await app.State.ClientData.TouchAsync(key, TempFile.Token));
        await app.PutAsync("later"u8.ToArray());
        Assert.Equal("later"u8.ToArray(), await app.ReadAsync(key));
        _clock.Advance(Hour * 2);
        Assert.Empty(await app.State.ClientData.FindUnreferencedAsync(Hour, 10, TempFile.Token));
        await app.CancelAsync(id);
        await app.State.Sweeps.DeleteAsync([id], TempFile.Token);
        Assert.Equal([key], await app.State.ClientData.FindUnreferencedAsync(Hour, 10, TempFile.Token));
    }

    [Fact]
    public async Task Work_without_large_values_never_looks_at_their_tables()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        file.Execute("""DROP TABLE "pynenc.shop.content"; DROP TABLE "pynenc.shop.content_chunk"; DROP TABLE "pynenc.shop.content_reference" """);
        InvocationId first = await app.PublishAsync(app.Record() with { Lane = "blue", Rate = new RateLimit("r", 10, Hour) });
        InvocationId second = await app.PublishAsync();
        await app.EndAllAsync([]);
        _clock.Advance(Hour);
        Assert.Equal(1, await app.State.Sweeps.DeleteAsync([first], TempFile.Token));
        Assert.Equal(1, await app.State.Sweeps.PruneAsync(new PruneRequest([InvocationStatus.Success], _clock.GetUtcNow(), 10), TempFile.Token));
        Assert.Null(await app.State.Queries.GetAsync(second, TempFile.Token));
    }

    [Fact]
    public async Task Limits_and_large_values_of_one_invocation_do_not_hide_each_other()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        ContentKey key = await app.PutAsync("value"u8.ToArray());
        InvocationRecord record = app.Record() with { Contents = [key], Lane = "blue", Reservation = new Reservation("once", ReservationEnd.Ended) };
        await app.PublishAsync(record);
        Assert.Equal(record with { Contents = [] }, (await app.State.Queries.GetAsync(record.Id, TempFile.Token))!.Record with { Arguments = record.Arguments });
        await app.EndAllAsync([]);
        _clock.Advance(Hour);
        Assert.Equal(1, await app.State.Sweeps.DeleteAsync([record.Id], TempFile.Token));
        Assert.Equal(["0 0"], Uses(file));
        Assert.Equal(0, file.Count("""SELECT count(*) FROM "pynenc.shop.trait" """));
    }

    [Fact]
    public async Task A_purge_takes_the_values_of_one_application()
    {
        await using var file = new TempFile();
        PynencApp shop = await file.OpenAsync("shop", _clock);
        PynencApp mail = await file.OpenAsync("mail", _clock);
        ContentKey key = await shop.PutAsync(Value(100_000));
        Assert.Equal(key, await mail.PutAsync(Value(100_000)));
        await shop.PublishAsync(shop.Record() with { Contents = [key] });
        await shop.State.PurgeAsync(TempFile.Token);
        Assert.Null(await shop.State.ClientData!.OpenAsync(key, TempFile.Token));
        Assert.Empty(Uses(file));
        Assert.Equal(Value(100_000), await mail.ReadAsync(key));
    }

    [Fact]
    public async Task A_value_that_lost_a_chunk_is_told_as_damage()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(time: _clock);
        ContentKey key = await app.PutAsync(Value(2 * Chunk));
        file.Execute("""DELETE FROM "pynenc.shop.content_chunk" WHERE ordinal = 1""");
        await Verbs.RefusesAsync(async () => await app.State.ClientData!.OpenAsync(key, TempFile.Token), file.Path, key.ToString(), "524,288", "1,048,576");
    }

    /// <summary>For each value, how many uses it counts and how many there are.</summary>
    private static string[] Uses(TempFile file) => file.Ask(
        """
        SELECT uses || ' ' || (SELECT count(*) FROM "pynenc.shop.content_reference" r WHERE r.content = c.number) FROM "pynenc.shop.content" c
        """);

    private static byte[] Value(int length)
    {
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);
        return value;
    }
}
