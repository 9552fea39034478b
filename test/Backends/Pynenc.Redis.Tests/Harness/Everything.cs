using Pynenc.Backend;

namespace Pynenc.Redis.Tests;

/// <summary>Makes a key of every kind there is.</summary>
internal static class Everything
{
    public static async Task StoreAsync(PynencApp app)
    {
        await app.InitializeAsync(Verbs.Token);
        ContentKey content = ContentKey.Of("large"u8);
        await app.State.ClientData!.PutAsync(content, new MemoryStream("large"u8.ToArray()), Verbs.Token);
        await app.State.ClientData.PutAsync(ContentKey.Of("loose"u8), new MemoryStream("loose"u8.ToArray()), Verbs.Token);
        RunnerId runner = await app.RunnerAsync();

        InvocationRecord parent = app.Record();
        InvocationRecord child = app.Record(bytes: 5000) with { Parent = parent.Id, Workflow = parent.Id, Contents = [content], Lane = "lane" };
        InvocationRecord limited = app.Record() with { Concurrency = new ConcurrencyLimit("slots", 1), Rate = new RateLimit("rate", 5, TimeSpan.FromDays(1)) };
        InvocationRecord waiting = app.Record() with { Concurrency = limited.Concurrency };
        InvocationRecord kept = app.Record() with { Reservation = new Reservation("kept", ReservationEnd.Kept, TimeSpan.FromDays(1)) };
        InvocationRecord delayed = app.Record() with { NotBefore = app.Time.GetUtcNow().AddDays(1), Queue = new QueueName("mail") };
        InvocationRecord queued = app.Record() with { Queue = new QueueName("mail") };
        await app.State.Invocations.PublishAsync([parent, child, limited, waiting, kept, delayed, queued], Verbs.Token);

        ClaimedInvocation waiter = await app.ClaimAsync(runner, parent.Id);
        await app.MoveAsync(waiter, null, InvocationStatus.Running);
        await app.State.Invocations.WaitAsync(new WaitRequest(parent.Id, waiter.Fence, [child.Id], KeepEarlier: false, app.Time.GetUtcNow()), Verbs.Token);
        await app.ClaimAsync(runner, limited.Id);
        await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, [waiting.Id], app.Time.GetUtcNow()), Verbs.Token);
        await app.MoveAsync(await app.ClaimAsync(runner, kept.Id), new byte[5000], InvocationStatus.Running, InvocationStatus.Success);

        InvocationId loose = await app.PublishAsync();
        await app.MoveAsync(await app.ClaimAsync(runner, loose), null, InvocationStatus.Killed);
        await SpillAsync(app, runner);
        await app.Broker.RouteInvocationAsync(InvocationId.New(), Verbs.Token);
        QueueName turns = new("turns");
        await app.Broker.RouteAsync([.. Enumerable.Range(0, 3).Select(_ => new Route(InvocationId.New(), turns, Lane: "lane"))], Verbs.Token);
        await app.Broker.ReceiveAsync(new ReceiveRequest([turns], 2, TimeSpan.FromMinutes(1), TimeSpan.Zero), Verbs.Token);
        await app.Broker.ReceiveAsync(new ReceiveRequest([new QueueName("mail")], 1, TimeSpan.FromMinutes(1), TimeSpan.Zero), Verbs.Token);

        RunnerId gone = await app.RunnerAsync();
        await app.ClaimAsync(gone, await app.PublishAsync());
        await app.State.Runners.UnregisterAsync(gone, Verbs.Token);
    }

    /// <summary>An invocation whose history is too long to stand in it.</summary>
    public static async Task<InvocationId> SpillAsync(PynencApp app, RunnerId runner, int turns = 120)
    {
        InvocationId id = await app.PublishAsync();
        for (int i = 0; i < turns; i++)
        {
            await app.MoveAsync(await app.ClaimAsync(runner, id), null, InvocationStatus.Running, InvocationStatus.Retry);
        }

        return id;
    }
}
