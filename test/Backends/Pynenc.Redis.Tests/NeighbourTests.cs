using Pynenc.Backend;

namespace Pynenc.Redis.Tests;

/// <summary>Applications that share a server never meet, and a purge takes what is one's own and nothing else.</summary>
public sealed class NeighbourTests
{
    [Fact]
    public async Task A_purge_removes_every_kind_of_key_and_leaves_the_marks_of_the_format()
    {
        string server = await Server.SharedAsync();
        await using PynencApp app = Server.App(server);
        await using PynencApp neighbour = Server.App(server, app.AppId.Value + "-b");
        await neighbour.PublishAsync();
        await Everything.StoreAsync(app);
        string[] before = await Server.KeysAsync(server, neighbour.AppId.Value);

        await app.PurgeAsync(app.AppId.Value, Verbs.Token);

        Assert.Equal(["format", "mode", "seq"], await Server.KeysAsync(server, app.AppId.Value));
        Assert.Equal(before, await Server.KeysAsync(server, neighbour.AppId.Value));
        Assert.Equal((1L, 1L), (await neighbour.StoredAsync(), await neighbour.QueuedAsync()));
        Assert.Equal((0L, 0L), (await app.StoredAsync(), await app.QueuedAsync()));
        await app.PublishAsync();
        Assert.Equal((1L, 1L), (await app.StoredAsync(), await app.QueuedAsync()));
    }

    [Fact]
    public async Task A_prefix_keeps_applications_of_one_name_apart()
    {
        string server = await Server.SharedAsync();
        string id = Server.NewApp();
        await using PynencApp one = Server.App(server, id);
        await using var other = PynencApp.Create(o => o.AppId(id).UseRedis(server, s => s.KeyPrefix = "test:other"));
        await one.PublishAsync();
        await other.InitializeAsync(Verbs.Token);
        Assert.Equal(0, await other.StoredAsync());
    }

    [Fact]
    public async Task A_purge_of_the_state_alone_leaves_the_queue_of_another_application_object()
    {
        string server = await Server.SharedAsync();
        string id = Server.NewApp();
        await using var app = PynencApp.Create(o => o.AppId(id).UseRedisState(server).UseRedisBroker(server));
        await app.InitializeAsync(Verbs.Token);
        Assert.False(app.IsColocated);
        await app.Broker.RouteInvocationAsync(InvocationId.New(), Verbs.Token);
        await app.State.PurgeAsync(Verbs.Token);
        Assert.Equal(1, await app.QueuedAsync());
        await app.Broker.PurgeAsync(Verbs.Token);
        Assert.Equal(0, await app.QueuedAsync());
    }

    [Fact]
    public async Task Work_changes_with_the_broker_from_and_to_the_co_located_queue()
    {
        string server = await Server.SharedAsync();
        string id = Server.NewApp();
        await using (PynencApp colocated = Server.App(server, id))
        {
            await colocated.PublishAsync();
        }

        await using (var composed = PynencApp.Create(o => o.AppId(id).UseRedisState(server).UseMemoryBroker()))
        {
            await composed.InitializeAsync(Verbs.Token);
            DateTimeOffset later = composed.Time.GetUtcNow().AddMinutes(1);
            Assert.Single((await composed.State.Sweeps.FindUnroutedAsync(later, later, 10, Verbs.Token)).Routes);
        }

        await using PynencApp again = Server.App(server, id);
        await again.InitializeAsync(Verbs.Token);
        Assert.Equal(1, await again.QueuedAsync());
        Assert.Single((await again.TakeAsync(new TakeRequest(await again.RunnerAsync(), [], 10, TimeSpan.Zero), Verbs.Token)).Claimed);
    }
}
