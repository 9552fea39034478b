using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>Collections of a newer program are left alone, and an application finds its work after its broker has changed.</summary>
public sealed class SchemaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collections_of_a_newer_version_are_refused_with_both_numbers()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        await it.ChangeAllAsync(CollectionNames.Schema, "$set", new BsonDocument(Field.Version, 99));
        BackendException refused = await Assert.ThrowsAsync<BackendException>(() => it.OpenAgainAsync());
        Assert.Contains("version 99", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"up to {Migrator.Newest}", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsTransient);
    }

    [Fact]
    public async Task Opening_again_changes_nothing()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        await it.OpenAgainAsync();
        Assert.Single(await it.AllAsync(CollectionNames.Schema));
        Assert.Single(await it.AllAsync(CollectionNames.Counters));
    }

    [Fact]
    public async Task A_lost_counter_goes_on_beyond_what_is_there()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord first = Records.New();
        await it.App.State.Invocations.PublishAsync([first], Token);
        await it.ClearAsync(CollectionNames.Counters);
        InvocationRecord second = Records.New();
        await it.App.State.Invocations.PublishAsync([second], Token);
        InvocationPage page = await it.App.State.Queries.PageAsync(InvocationFilter.All, 0, 10, Token);
        Assert.Equal([first.Id, second.Id], page.Items.Select(i => i.Record.Id));
    }

    [Fact]
    public async Task Work_that_was_queued_here_is_marked_for_another_broker_and_comes_back()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        InvocationRecord[] records = [Records.New(), Records.New()];
        await it.App.State.Invocations.PublishAsync(records, Token);
        PynencApp composed = await it.OpenAgainAsync(isColocated: false);
        UnroutedPage marked = await composed.State.Sweeps.FindUnroutedAsync(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, 10, Token);
        Assert.Equal(records.Select(r => r.Id), marked.Routes.Select(r => r.Id));
        PynencApp again = await it.OpenAgainAsync();
        TakeOutcome taken = await again.TakeAsync(new TakeRequest(await it.RunnerAsync(), [], 10, TimeSpan.Zero), Token);
        Assert.Equal(records.Select(r => r.Id), taken.Claimed.Select(c => c.Record.Id));
    }
}
