using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>A process died between two documents: the next who comes finishes what it had begun.</summary>
public sealed class UnfinishedTests
{
    private static readonly ConcurrencyLimit OneAtATime = new("one", 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slot_that_was_let_go_and_not_given_back_is_handed_to_the_next_in_line()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        (InvocationRecord holder, InvocationRecord waiting) = await OneWaitsAsync(it);
        BsonDocument entry = (await it.AllAsync(CollectionNames.Slots)).Single();
        long slot = entry[Field.Holders][0][Field.Token].AsInt64;

        // As if the process that ended it had died right after: its own document is written, the slot is not.
        await it.Collection(CollectionNames.Invocations).UpdateOneAsync(
            new BsonDocument(Field.Id, $"shop/{holder.Id.Value:N}"),
            new BsonDocument
            {
                { "$set", new BsonDocument { { Field.Status, (int)InvocationStatus.Success }, { Field.LastSlot, slot }, { Field.EndedAt, 1L } } },
                { "$unset", new BsonDocument { { Field.Slot, "" }, { Field.Owner, "" } } },
            },
            cancellationToken: Token);
        await AgeAsync(it);
        await it.App.State.Sweeps.FindOrphansAsync(10, Token);
        Assert.Equal(InvocationStatus.Rerouted, (await it.App.State.Queries.GetAsync(waiting.Id, Token))!.Status);
        Assert.Equal([waiting.Id], (await it.App.State.Queries.GetConcurrencyAsync("one", Token)).Holders);
        TakeOutcome taken = await it.App.TakeAsync(new TakeRequest(await it.RunnerAsync(), [], 10, TimeSpan.Zero), Token);
        Assert.Equal([waiting.Id], taken.Claimed.Select(c => c.Record.Id));
    }

    [Fact]
    public async Task A_slot_whose_claim_never_came_is_freed_when_nobody_can_be_on_the_way_any_more()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        (_, InvocationRecord waiting) = await OneWaitsAsync(it);
        await it.ChangeAllAsync(CollectionNames.Slots, "$push", new BsonDocument(Field.Holders, new BsonDocument { { Field.Target, $"shop/{waiting.Id.Value:N}" }, { Field.Token, 7L }, { Field.At, 1L } }));
        await AgeAsync(it);
        await it.App.State.Sweeps.FindOrphansAsync(10, Token);
        BsonArray entries = (await it.AllAsync(CollectionNames.Slots)).Single()[Field.Holders].AsBsonArray;
        Assert.DoesNotContain(entries, e => e[Field.Token].AsInt64 == 7);
        Assert.Equal(InvocationStatus.ConcurrencyControlled, (await it.App.State.Queries.GetAsync(waiting.Id, Token))!.Status);
    }

    [Fact]
    public async Task A_key_nobody_uses_any_more_is_removed()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord record = Records.New() with { Concurrency = OneAtATime };
        await it.App.State.Invocations.PublishAsync([record], Token);
        Fence fence = await it.ClaimedAsync(await it.RunnerAsync(), record.Id);
        await it.App.State.Invocations.TransitionAsync([Records.Move(record.Id, fence, InvocationStatus.Running, InvocationStatus.Success)], Token);
        await AgeAsync(it);
        await it.App.State.Sweeps.FindOrphansAsync(10, Token);
        Assert.Empty(await it.AllAsync(CollectionNames.Slots));
    }

    [Fact]
    public async Task A_holder_that_was_reserved_and_not_inserted_is_inserted_by_who_finds_its_key()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord first = Records.New() with { Reservation = new Reservation("mine", ReservationEnd.Ended) };
        await it.App.State.Invocations.PublishAsync([first], Token);
        BsonDocument whole = (await it.AllAsync(CollectionNames.Invocations)).Single();
        await it.ClearAsync(CollectionNames.Invocations);
        await it.ChangeAllAsync(CollectionNames.Reservations, "$set", new BsonDocument(Field.Pending, whole));
        IReadOnlyList<PublishOutcome> outcomes = await it.App.State.Invocations.PublishAsync([first with { Id = InvocationId.New() }], Token);
        Assert.Equal([new PublishOutcome(PublishResult.Joined, first.Id)], outcomes);
        Assert.Equal(InvocationStatus.Registered, (await it.App.State.Queries.GetAsync(first.Id, Token))!.Status);
        Assert.False((await it.AllAsync(CollectionNames.Reservations)).Single().Contains(Field.Pending));
    }

    [Fact]
    public async Task A_key_whose_holder_is_gone_for_good_is_free()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord first = Records.New() with { Reservation = new Reservation("mine", ReservationEnd.Ended) };
        await it.App.State.Invocations.PublishAsync([first], Token);
        await it.ClearAsync(CollectionNames.Invocations);
        IReadOnlyList<PublishOutcome> outcomes = await it.App.State.Invocations.PublishAsync([first with { Id = InvocationId.New() }], Token);
        Assert.Equal(PublishResult.Published, outcomes[0].Result);
    }

    [Fact]
    public async Task An_intent_to_wait_that_was_never_carried_out_is_in_nobodys_way_after_a_while()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord[] records = [Records.New(), Records.New()];
        await it.App.State.Invocations.PublishAsync(records, Token);
        RunnerId runner = await it.RunnerAsync();
        Fence[] fences = [await it.ClaimedAsync(runner, records[0].Id), await it.ClaimedAsync(runner, records[1].Id)];
        await it.App.State.Invocations.TransitionAsync([.. records.Select((r, i) => Records.Move(r.Id, fences[i], InvocationStatus.Running))], Token);
        BsonDocument first = (await it.AllAsync(CollectionNames.Invocations)).Single(d => d[Field.Id] == $"shop/{records[0].Id.Value:N}");
        var intent = new BsonDocument
        {
            { Field.Id, "shop/intent" }, { Field.App, "shop" }, { Field.Target, first[Field.Id] }, { Field.Token, 7L }, { Field.AsRead, first[Field.Token] },
            { Field.All, false }, { Field.At, DateTimeOffset.MaxValue.UtcTicks }, { Field.Waited, new BsonArray { Bson.Of(records[1].Id.Value) } },
        };
        await it.Collection(CollectionNames.Waits).InsertOneAsync(intent, cancellationToken: Token);
        var wait = new WaitRequest(records[1].Id, fences[1], [records[0].Id], KeepEarlier: false, DateTimeOffset.UnixEpoch);
        Assert.Equal(WaitResult.Cycle, (await it.App.State.Invocations.WaitAsync(wait, Token)).Result);
        await it.ChangeAllAsync(CollectionNames.Waits, "$set", new BsonDocument(Field.At, 1L));
        Assert.Equal(WaitResult.Paused, (await it.App.State.Invocations.WaitAsync(wait, Token)).Result);
    }

    private static async Task<(InvocationRecord Holder, InvocationRecord Waiting)> OneWaitsAsync(MongoApp it)
    {
        InvocationRecord[] records = [Records.New() with { Concurrency = OneAtATime }, Records.New() with { Concurrency = OneAtATime }];
        await it.App.State.Invocations.PublishAsync(records, Token);
        RunnerId runner = await it.RunnerAsync();
        await it.ClaimedAsync(runner, records[0].Id);
        IReadOnlyList<ClaimOutcome> second = await it.App.State.Invocations.ClaimAsync(new ClaimRequest(runner, [records[1].Id], DateTimeOffset.UnixEpoch), Token);
        Assert.Equal(ClaimResult.Blocked, second[0].Result);
        return (records[0], records[1]);
    }

    /// <summary>Lets the time pass after which a sweep looks after the keys.</summary>
    private static Task AgeAsync(MongoApp it) => it.ChangeAllAsync(CollectionNames.Slots, "$set", new BsonDocument(Field.CheckAt, 1L));
}
