using Microsoft.Extensions.Time.Testing;
using Pynenc.Backend;

namespace Pynenc.Redis.Tests;

/// <summary>Large values: whole or not there, kept while something refers to them, and removed when nothing does for long enough.</summary>
public sealed class ContentTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512 * 1024)]
    [InlineData((3 * 512 * 1024) + 17)]
    public async Task A_value_of_any_length_is_read_back_as_it_was(int length)
    {
        await using PynencApp app = await OpenAsync();
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);
        ContentKey key = ContentKey.Of(value);
        await Store(app).PutAsync(key, new MemoryStream(value), Verbs.Token);
        Assert.Equal(value, await ReadAsync(app, key));
    }

    [Fact]
    public async Task What_is_not_stored_cannot_be_opened_or_touched()
    {
        await using PynencApp app = await OpenAsync();
        ContentKey key = ContentKey.Of("nothing"u8);
        Assert.Null(await Store(app).OpenAsync(key, Verbs.Token));
        Assert.False(await Store(app).TouchAsync(key, Verbs.Token));
    }

    [Fact]
    public async Task A_put_that_was_cut_short_shows_nothing_is_found_and_can_be_repeated()
    {
        await using PynencApp app = await OpenAsync();
        byte[] value = new byte[1_300_000];
        ContentKey key = ContentKey.Of(value);
        await Assert.ThrowsAsync<IOException>(() => Store(app).PutAsync(key, new BreakingStream(value, 600_000), Verbs.Token).AsTask());
        Assert.Null(await Store(app).OpenAsync(key, Verbs.Token));
        Assert.False(await Store(app).TouchAsync(key, Verbs.Token));
        _clock.Advance(Hour);
        Assert.Equal([key], await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token));
        await Store(app).PutAsync(key, new MemoryStream(value), Verbs.Token);
        Assert.Equal(value, await ReadAsync(app, key));
        _clock.Advance(Hour);
        Assert.Equal(1, await Store(app).DeleteUnreferencedAsync([key], Hour, Verbs.Token));
        Assert.DoesNotContain(await Server.KeysAsync(await Server.SharedAsync(), app.AppId.Value), k => k.StartsWith("chunk:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Eight_who_put_the_same_value_at_once_all_succeed_and_leave_one()
    {
        await using PynencApp app = await OpenAsync();
        byte[] value = new byte[1_200_000];
        ContentKey key = ContentKey.Of(value);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Store(app).PutAsync(key, new MemoryStream(value), Verbs.Token))));
        Assert.Equal(value, await ReadAsync(app, key));
        Assert.Equal(3, (await Server.KeysAsync(await Server.SharedAsync(), app.AppId.Value)).Count(k => k.StartsWith("chunk:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_value_is_kept_while_an_invocation_refers_to_it_by_its_arguments_or_its_result()
    {
        await using PynencApp app = await OpenAsync();
        ContentKey argument = await PutAsync(app, "argument"u8.ToArray());
        ContentKey result = await PutAsync(app, "result"u8.ToArray());
        InvocationRecord record = app.Record() with { Contents = [argument] };
        await app.PublishAsync(record);
        ClaimedInvocation claimed = await app.ClaimAsync(await app.RunnerAsync(), record.Id);
        await app.State.Invocations.TransitionAsync(
            [
                new TransitionRequest
                {
                    Id = record.Id,
                    Fence = claimed.Fence,
                    Path = [new StatusStep(InvocationStatus.Running, _clock.GetUtcNow()), new StatusStep(InvocationStatus.Success, _clock.GetUtcNow())],
                    Payload = "1"u8.ToArray(),
                    Contents = [result],
                },
            ],
            Verbs.Token);
        Assert.Equal([argument], (await app.State.Queries.GetAsync(record.Id, Verbs.Token))!.Record.Contents);
        _clock.Advance(Hour * 5);
        Assert.Empty(await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token));
        Assert.Equal(0, await Store(app).DeleteUnreferencedAsync([argument, result], Hour, Verbs.Token));

        await app.State.Sweeps.DeleteAsync([record.Id], Verbs.Token);

        Assert.Equal([argument.ToString(), result.ToString()], (await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token)).Select(k => k.ToString()).OrderBy(k => k == result.ToString()));
        Assert.Equal(2, await Store(app).DeleteUnreferencedAsync([argument, result], Hour, Verbs.Token));
        Assert.Null(await Store(app).OpenAsync(argument, Verbs.Token));
    }

    [Fact]
    public async Task A_value_that_was_used_meanwhile_is_not_removed()
    {
        await using PynencApp app = await OpenAsync();
        ContentKey old = await PutAsync(app, "old"u8.ToArray());
        _clock.Advance(Hour / 2);
        ContentKey young = await PutAsync(app, "young"u8.ToArray());
        _clock.Advance(Hour / 2);
        Assert.Equal([old], await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token));
        Assert.True(await Store(app).TouchAsync(old, Verbs.Token));
        Assert.Equal(0, await Store(app).DeleteUnreferencedAsync([old, young], Hour, Verbs.Token));
        _clock.Advance(Hour / 2);
        Assert.Equal([young], await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token));
    }

    [Fact]
    public async Task Two_invocations_that_refer_to_one_value_both_keep_it()
    {
        await using PynencApp app = await OpenAsync();
        ContentKey key = await PutAsync(app, "shared"u8.ToArray());
        InvocationRecord[] records = [app.Record() with { Contents = [key] }, app.Record() with { Contents = [key] }];
        await app.State.Invocations.PublishAsync(records, Verbs.Token);

        // Repeating a publish refers to nothing a second time.
        await app.State.Invocations.PublishAsync(records, Verbs.Token);
        await app.State.Invocations.TransitionAsync(
            [.. records.Select(r => new TransitionRequest { Id = r.Id, Fence = null, Path = [new StatusStep(InvocationStatus.Cancelled, _clock.GetUtcNow())] })], Verbs.Token);
        _clock.Advance(Hour * 2);
        await app.State.Sweeps.DeleteAsync([records[0].Id], Verbs.Token);
        Assert.Empty(await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token));
        await app.State.Sweeps.DeleteAsync([records[1].Id], Verbs.Token);
        Assert.Equal([key], await Store(app).FindUnreferencedAsync(Hour, 10, Verbs.Token));
    }

    private async Task<PynencApp> OpenAsync()
    {
        PynencApp app = Server.App(await Server.SharedAsync(), configure: o => o.UseTime(_clock));
        await app.InitializeAsync(Verbs.Token);
        return app;
    }

    private static ClientDataStore Store(PynencApp app) => app.State.ClientData!;

    private static async Task<ContentKey> PutAsync(PynencApp app, byte[] value)
    {
        ContentKey key = ContentKey.Of(value);
        await Store(app).PutAsync(key, new MemoryStream(value), Verbs.Token);
        return key;
    }

    private static async Task<byte[]> ReadAsync(PynencApp app, ContentKey key)
    {
        await using Stream stream = (await Store(app).OpenAsync(key, Verbs.Token))!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Verbs.Token);
        return copy.ToArray();
    }

    /// <summary>A stream whose source fails in the middle.</summary>
    private sealed class BreakingStream(byte[] value, int at) : MemoryStream(value)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= at ? throw new IOException("The source broke.") : await base.ReadAsync(buffer, cancellationToken);
    }
}
