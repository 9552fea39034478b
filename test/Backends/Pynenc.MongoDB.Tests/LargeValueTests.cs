using MongoDB.Bson;
using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>Values that do not fit into a document, and what becomes of them when the invocation goes, or never came.</summary>
public sealed class LargeValueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arguments_and_a_result_of_twenty_megabytes_come_back_as_they_were_and_go_with_their_invocation()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord record = Records.New(20 * 1024 * 1024);
        await it.App.State.Invocations.PublishAsync([record], Token);
        IReadOnlyList<ClaimOutcome> claims = await it.App.State.Invocations.ClaimAsync(new ClaimRequest(await it.RunnerAsync(), [record.Id], DateTimeOffset.UnixEpoch), Token);
        Assert.True(claims[0].Claimed!.Record.Arguments.Span.SequenceEqual(record.Arguments.Span));
        TransitionRequest end = Records.Move(record.Id, claims[0].Claimed!.Fence, InvocationStatus.Running, InvocationStatus.Success) with { Payload = record.Arguments };
        await it.App.State.Invocations.TransitionAsync([end], Token);
        Assert.True((await it.App.State.Queries.GetOutcomesAsync([record.Id], Token))[0].Payload!.Value.Span.SequenceEqual(record.Arguments.Span));
        Assert.DoesNotContain(await it.AllAsync(CollectionNames.Payloads), c => c.Contains(Field.Open));
        await it.App.State.Sweeps.DeleteAsync([record.Id], Token);
        Assert.Empty(await it.AllAsync(CollectionNames.Payloads));
    }

    [Fact]
    public async Task Publishing_a_known_id_again_leaves_the_first_arguments_and_no_second_ones()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord record = Records.New(100_000);
        await it.App.State.Invocations.PublishAsync([record], Token);
        await it.App.State.Invocations.PublishAsync([record with { Arguments = new byte[100_000] }], Token);
        InvocationState state = (await it.App.State.Queries.GetAsync(record.Id, Token))!;
        Assert.True(state.Record.Arguments.Span.SequenceEqual(record.Arguments.Span));
        Assert.Single(await it.AllAsync(CollectionNames.Payloads));
    }

    [Fact]
    public async Task The_late_result_of_a_lost_claim_is_not_kept()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord record = Records.New();
        await it.App.State.Invocations.PublishAsync([record], Token);
        Fence fence = await it.ClaimedAsync(await it.RunnerAsync(), record.Id);
        TransitionRequest late = Records.Move(record.Id, fence with { Epoch = 7 }, InvocationStatus.Running, InvocationStatus.Success) with { Payload = new byte[100_000] };
        Assert.Equal(TransitionResult.FenceLost, (await it.App.State.Invocations.TransitionAsync([late], Token))[0].Result);
        Assert.Empty(await it.AllAsync(CollectionNames.Payloads));
    }

    [Fact]
    public async Task What_a_crash_has_left_open_is_closed_when_it_is_referred_to_and_removed_when_not()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord record = Records.New(100_000);
        await it.App.State.Invocations.PublishAsync([record], Token);
        await it.ChangeAllAsync(CollectionNames.Payloads, "$set", new BsonDocument(Field.Open, 1L));
        string orphan = $"shop/{Guid.CreateVersion7():N}/x";
        await it.Collection(CollectionNames.Payloads).InsertOneAsync(
            new BsonDocument { { Field.Id, $"{orphan}/0" }, { Field.App, "shop" }, { Field.Target, orphan }, { Field.Open, 1L } }, cancellationToken: Token);
        await it.App.State.Runners.ExpireAsync(Token);
        BsonDocument kept = Assert.Single(await it.AllAsync(CollectionNames.Payloads));
        Assert.False(kept.Contains(Field.Open));
        Assert.True((await it.App.State.Queries.GetAsync(record.Id, Token))!.Record.Arguments.Span.SequenceEqual(record.Arguments.Span));
    }

    [Fact]
    public async Task A_content_is_kept_while_an_invocation_refers_to_it()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        ClientDataStore data = it.App.State.ClientData!;
        byte[] value = Records.New(3_000_000).Arguments.ToArray();
        var key = ContentKey.Of(value);
        Assert.False(await data.TouchAsync(key, Token));
        using var content = new MemoryStream(value);
        await data.PutAsync(key, content, Token);
        Assert.True(await data.TouchAsync(key, Token));
        await using Stream? read = await data.OpenAsync(key, Token);
        using var copy = new MemoryStream();
        await read!.CopyToAsync(copy, Token);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(value));

        InvocationRecord record = Records.New() with { Contents = [key] };
        await it.App.State.Invocations.PublishAsync([record], Token);
        Assert.Empty(await data.FindUnreferencedAsync(TimeSpan.Zero, 10, Token));
        Assert.Equal(0, await data.DeleteUnreferencedAsync([key], TimeSpan.Zero, Token));
        await it.App.State.Invocations.TransitionAsync([Records.Move(record.Id, null, InvocationStatus.Cancelled)], Token);
        await it.App.State.Sweeps.DeleteAsync([record.Id], Token);
        Assert.Equal([key], await data.FindUnreferencedAsync(TimeSpan.Zero, 10, Token));
        Assert.Equal(1, await data.DeleteUnreferencedAsync([key], TimeSpan.Zero, Token));
        Assert.Null(await data.OpenAsync(key, Token));
        Assert.Empty(await it.AllAsync(CollectionNames.ContentChunks));
    }
}
