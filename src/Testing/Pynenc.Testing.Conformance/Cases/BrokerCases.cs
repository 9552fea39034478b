using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>What every broker promises, and what those promise that declare more.</summary>
internal static class BrokerCases
{
    private const string Area = "broker";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("An empty queue gives nothing, and no error", Area, async c =>
        {
            Check.Equal(null, await RetrieveAsync(c), "retrieve");
            Check.Equal(0, await CountAsync(c), "count");
            Check.Equal(0, (await c.ReceiveAsync()).Count, "receive");
        }),
        new("Ids come back first in first out, duplicates included", Area, async c =>
        {
            InvocationId[] ids = Ids(3);
            InvocationId[] sent = [ids[0], ids[1], ids[0], ids[2]];
            foreach (InvocationId id in sent)
            {
                await c.Broker.RouteInvocationAsync(id, c.Token);
            }

            Check.Sequence(sent, await RetrieveAllAsync(c));
        }),
        new("A batch keeps its order, behind what was there before", Area, async c =>
        {
            InvocationId[] ids = Ids(50);
            await c.Broker.RouteInvocationAsync(ids[0], c.Token);
            await c.Broker.RouteInvocationsAsync(ids[1..], c.Token);
            Check.Sequence(ids, await RetrieveAllAsync(c));
        }),
        new("Retrieve takes the next id away for good, and says when there is none", Area, async c =>
        {
            InvocationId[] ids = Ids(2);
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            Check.Equal(ids[0], await c.Broker.RetrieveInvocationAsync(c.Token), "first");
            Check.Equal(ids[1], await c.Broker.RetrieveInvocationAsync(c.Token), "second");
            await c.AdvanceAsync(TimeSpan.FromMinutes(5));
            Check.Equal(0, await CountAsync(c), "count after five minutes");
            Task<InvocationId?> none = c.Broker.RetrieveInvocationAsync(c.Token).AsTask();
            await c.AdvanceAsync(c.App.Options.QueueTimeout * 2);
            Check.Equal(null, await c.SoonAsync(none, "a retrieve ends within the queue time-out"), "third");
        }),
        new("An empty batch does nothing", Area, async c =>
        {
            await c.Broker.RouteInvocationsAsync([], c.Token);
            await c.Broker.RouteAsync([], c.Token);
            Check.Equal(0, await CountAsync(c), "count");
        }),
        new("The count follows every step", Area, async c =>
        {
            await c.Broker.RouteInvocationsAsync(Ids(3), c.Token);
            Check.Equal(3, await CountAsync(c), "after routing three");
            await RetrieveAsync(c);
            Check.Equal(2, await CountAsync(c), "after retrieving one");
        }),
        new("A purge empties the queue, and a second one does no harm", Area, async c =>
        {
            await c.Broker.RouteInvocationsAsync(Ids(5), c.Token);
            await c.Broker.PurgeAsync(c.Token);
            Check.Equal(0, await CountAsync(c), "count");
            await c.Broker.PurgeAsync(c.Token);
            Check.Equal(null, await RetrieveAsync(c), "retrieve");
        }),
        new("Receive and acknowledge take an id away for good", Area, async c =>
        {
            InvocationId[] ids = Ids(3);
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            IReadOnlyList<Delivery> deliveries = await c.ReceiveAsync(2);
            Check.Sequence(ids[..2], deliveries.Select(d => d.Id));
            await c.Broker.AckAsync(deliveries, c.Token);
            await c.AdvanceAsync(TimeSpan.FromMinutes(5));
            Check.Sequence(ids[2..], await RetrieveAllAsync(c));
        }),
        new("A released id can be received again", Area, async c =>
        {
            InvocationId[] ids = Ids(1);
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            await c.Broker.ReleaseAsync(await c.ReceiveAsync(), c.Token);
            Check.Equal(1, await CountAsync(c), "count");
            Check.Sequence(ids, await RetrieveAllAsync(c));
        }),
        new("A received id stays hidden until its lease ends, then comes back at its old place", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Leases, "leases");
            InvocationId[] ids = Ids(3);
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            IReadOnlyList<Delivery> lost = await c.ReceiveAsync(1);
            Check.Equal(2, await CountAsync(c), "count while one is hidden");
            await c.AdvanceAsync(TimeSpan.FromSeconds(29));
            Check.Equal(2, await CountAsync(c), "count before the lease ends");
            await c.AdvanceAsync(TimeSpan.FromSeconds(2));
            Check.Sequence(ids, await RetrieveAllAsync(c));
            await c.Broker.AckAsync(lost, c.Token);
            Check.Equal(0, await CountAsync(c), "count after a late acknowledgement");
        }),
        new("A late acknowledgement does not take the id from who received it next", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Leases, "leases");
            InvocationId[] ids = Ids(1);
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            IReadOnlyList<Delivery> first = await c.ReceiveAsync();
            await c.AdvanceAsync(TimeSpan.FromSeconds(31));
            IReadOnlyList<Delivery> second = await c.ReceiveAsync();
            Check.Sequence(ids, second.Select(d => d.Id));
            await c.Broker.AckAsync(first, c.Token);
            await c.AdvanceAsync(TimeSpan.FromSeconds(31));
            Check.Sequence(ids, await RetrieveAllAsync(c));
        }),
        new("Higher priority comes first, equal ones first in first out", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Priority, "priority");
            InvocationId[] ids = Ids(5);
            double[] priorities = [0, 99.25, -99.5, 99.25, 0];
            await c.Broker.RouteAsync([.. ids.Select((id, i) => new Route(id, Priority: priorities[i]))], c.Token);
            Check.Sequence([ids[1], ids[3], ids[0], ids[4], ids[2]], await RetrieveAllAsync(c));
        }),
        new("Without the capability, priority is refused and nothing stored", Area, c =>
            RefusedAsync(c, c.Broker.Capabilities.Priority, "priority", new Route(InvocationId.New(), Priority: 1))),
        new("Named queues do not see each other's ids", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.NamedQueues, "named queues");
            InvocationId[] ids = Ids(3);
            await c.Broker.RouteAsync(
                [new Route(ids[0], new QueueName("mail")), new Route(ids[1]), new Route(ids[2], new QueueName("mail"))], c.Token);
            Check.Equal(3, await CountAsync(c), "count over all queues");
            Check.Sequence([ids[0], ids[2]], (await c.ReceiveAsync(10, "mail")).Select(d => d.Id));
            Check.Sequence([ids[1]], (await c.ReceiveAsync(10, "default")).Select(d => d.Id));
            Check.Equal(0, (await c.ReceiveAsync(10, "other")).Count, "a queue nobody used");
        }),
        new("Queues wanted together are a set: nothing else comes, and each keeps its order", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.NamedQueues, "named queues");
            InvocationId[] ids = Ids(7);
            string[] names = ["mail", "default", "other", "mail", "default", "default", "mail"];
            await c.Broker.RouteAsync([.. ids.Select((id, i) => new Route(id, new QueueName(names[i])))], c.Token);
            var got = new List<InvocationId>();
            while (await c.ReceiveAsync(2, "mail", "default", "mail") is { Count: > 0 } deliveries)
            {
                await c.Broker.AckAsync(deliveries, c.Token);
                got.AddRange(deliveries.Select(d => d.Id));
            }

            Check.Equal(6, got.Count, "ids of two queues of three");
            Check.Sequence([ids[0], ids[3], ids[6]], got.Where(id => names[Array.IndexOf(ids, id)] == "mail"));
            Check.Sequence([ids[1], ids[4], ids[5]], got.Where(id => names[Array.IndexOf(ids, id)] == "default"));
        }),
        new("A queue that never empties keeps no other from being served", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.NamedQueues, "named queues");
            await ServedBesideAsync(c, busy: "default", quiet: "mail");
            await ServedBesideAsync(c, busy: "mail", quiet: "default");
        }),
        new("Without the capability, a named queue is refused and nothing stored", Area, c =>
            RefusedAsync(c, c.Broker.Capabilities.NamedQueues, "named queues", new Route(InvocationId.New(), new QueueName("mail")))),
        new("An id with a due time is invisible and uncounted until then, then comes once", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.NotBefore, "not-before");
            InvocationId[] ids = Ids(2);
            await c.Broker.RouteAsync([new Route(ids[0], NotBefore: c.Now.AddSeconds(10)), new Route(ids[1])], c.Token);
            Check.Equal(1, await CountAsync(c), "count before it is due");
            Check.Sequence(ids[1..], await RetrieveAllAsync(c), "before it is due");
            await c.AdvanceAsync(TimeSpan.FromSeconds(11));
            Check.Equal(1, await CountAsync(c), "count when it is due");
            Check.Sequence(ids[..1], await RetrieveAllAsync(c), "when it is due");
        }),
        new("Without the capability, a due time is refused and nothing stored", Area, c =>
            RefusedAsync(c, c.Broker.Capabilities.NotBefore, "not-before", new Route(InvocationId.New(), NotBefore: c.Now.AddSeconds(10)))),
        new("A receive that waits is woken by a route", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Push, "push");
            var request = new ReceiveRequest([], 1, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
            Task<IReadOnlyList<Delivery>> waiting = c.Broker.ReceiveAsync(request, c.Token).AsTask();
            InvocationId id = InvocationId.New();
            await c.Broker.RouteInvocationAsync(id, c.Token);
            Check.Sequence([id], (await c.SoonAsync(waiting, "a receive that waits is woken by a route")).Select(d => d.Id));
        }),
        new("A cancelled receive ends, and loses nothing", Area, async c =>
        {
            using var stop = new CancellationTokenSource();
            var request = new ReceiveRequest([], 1, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
            Task waiting = c.Broker.ReceiveAsync(request, stop.Token).AsTask();
            await stop.CancelAsync();
            await Check.ThrowsAsync<OperationCanceledException>(() => waiting, "the cancelled receive");
            InvocationId id = InvocationId.New();
            await c.Broker.RouteInvocationAsync(id, c.Token);
            Check.Sequence([id], await RetrieveAllAsync(c));
        }),
        new("Eight consumers get each id exactly once", Area, async c =>
        {
            InvocationId[] ids = Ids(400);
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            InvocationId[][] got = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RetrieveAllAsync(c))));
            Check.Sequence(ids.Order(), got.SelectMany(g => g).Order());
        }),
    ];

    private static InvocationId[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => InvocationId.New())];

    private static async Task<InvocationId?> RetrieveAsync(CaseContext c)
    {
        IReadOnlyList<Delivery> deliveries = await c.ReceiveAsync(1);
        await c.Broker.AckAsync(deliveries, c.Token);
        return deliveries.Count == 0 ? null : deliveries[0].Id;
    }

    private static async Task<InvocationId[]> RetrieveAllAsync(CaseContext c)
    {
        var all = new List<InvocationId>();
        while (await RetrieveAsync(c) is { } id)
        {
            all.Add(id);
        }

        return [.. all];
    }

    /// <summary>Keeps one queue full while both are wanted; the only id of the other must come all the same.</summary>
    private static async Task ServedBesideAsync(CaseContext c, string busy, string quiet)
    {
        const int enough = 60;
        await c.Broker.RouteAsync([.. Ids(10).Select(id => new Route(id, new QueueName(busy)))], c.Token);
        InvocationId wanted = InvocationId.New();
        await c.Broker.RouteAsync([new Route(wanted, new QueueName(quiet))], c.Token);
        for (int i = 0; i < enough; i++)
        {
            await c.Broker.RouteAsync([new Route(InvocationId.New(), new QueueName(busy))], c.Token);
            IReadOnlyList<Delivery> deliveries = await c.ReceiveAsync(1, busy, quiet);
            await c.Broker.AckAsync(deliveries, c.Token);
            if (deliveries.Any(d => d.Id == wanted))
            {
                await c.Broker.PurgeAsync(c.Token);
                return;
            }
        }

        throw new ConformanceException($"receive: expected the id in '{quiet}' among {enough}, saw only ids of '{busy}'.");
    }

    private static async Task<long> CountAsync(CaseContext c) => await c.Broker.CountInvocationsAsync(c.Token);

    private static async Task RefusedAsync(CaseContext c, bool isDeclared, string capability, Route route)
    {
        if (isDeclared)
        {
            throw new ConformanceSkipException($"It declares {capability}.");
        }

        await Check.ThrowsAsync<CapabilityNotSupportedException>(() => c.Broker.RouteAsync([new Route(InvocationId.New()), route], c.Token).AsTask(), capability);
        Check.Equal(0, await CountAsync(c), "count after the refusal");
    }
}
