using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Order beyond priority: what somebody waits for comes first among equals, work that ages by its age, and lanes in turn.</summary>
internal static class QueueOrderCases
{
    private const string Area = "queue order";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Promotion("A promoted id comes before its equals, and after a higher priority", async c =>
        {
            InvocationId[] ids = await RoutedAsync(c, 0, 0, 0, 1);
            await c.Broker.PromoteAsync([ids[2]], c.Token);
            await CheckOrderAsync(c, ids[3], ids[2], ids[0], ids[1]);
        }),
        Promotion("The more wait for it the earlier it comes; equals keep the order they came in", async c =>
        {
            InvocationId[] ids = await RoutedAsync(c, 0, 0, 0, 0);
            await c.Broker.PromoteAsync([ids[3], ids[2], ids[1]], c.Token);
            await c.Broker.PromoteAsync([ids[3]], c.Token);
            await CheckOrderAsync(c, ids[3], ids[1], ids[2], ids[0]);
        }),
        Promotion("Promoting what is not queued, or received already, changes nothing", async c =>
        {
            InvocationId[] ids = await RoutedAsync(c, 0, 0);
            Delivery first = (await c.ReceiveAsync(1))[0];
            await c.Broker.PromoteAsync([InvocationId.New(), first.Id], c.Token);
            Check.Equal(1, await c.Broker.CountInvocationsAsync(c.Token), "count");
            await c.Broker.AckAsync([first], c.Token);
            await CheckOrderAsync(c, ids[1]);
        }),
        Promotion("A promoted id is delivered once", async c =>
        {
            InvocationId[] ids = await RoutedAsync(c, 0, 0, 0);
            await c.Broker.PromoteAsync(ids, c.Token);
            await c.Broker.PromoteAsync([ids[1]], c.Token);
            Check.Equal(3, await c.Broker.CountInvocationsAsync(c.Token), "count");
            IReadOnlyList<Delivery> all = await c.ReceiveAsync();
            Check.Sequence([ids[1], ids[0], ids[2]], all.Select(d => d.Id));
            await c.Broker.AckAsync(all, c.Token);
            Check.Equal(0, await c.Broker.CountInvocationsAsync(c.Token), "count at the end");
        }),
        new("Without the capability, promoting an id leaves the order as it is", Area, async c =>
        {
            if (c.Broker.Capabilities.Promotion)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} declares promotion.");
            }

            InvocationId[] ids = [InvocationId.New(), InvocationId.New()];
            await c.Broker.RouteInvocationsAsync(ids, c.Token);
            await c.Broker.PromoteAsync([ids[1]], c.Token);
            await CheckOrderAsync(c, ids);
        }),
        new("Work that ages is put in order by tenths, far below the lowest priority", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Ageing, "ageing");

            // As after thirty years with a second as the period: what is urgent and new, what waits longer by a tenth, by little, not at all.
            InvocationId[] ids = await RoutedAsync(c, -999_999_999.9, -999_999_999.8, -1_000_000_000, -999_999_999.9, -99.9, 3);
            await CheckOrderAsync(c, ids[5], ids[4], ids[1], ids[0], ids[3], ids[2]);
        }),
        new("Work that aged comes in its order when it was published, and keeps its place when it is released", Area, async c =>
        {
            c.Need(c.Broker.Capabilities.Ageing, "ageing");
            InvocationRecord[] records = [c.Record() with { Priority = Aged(-5_000_000.3) }, c.Record() with { Priority = Aged(-5_000_000.2) }];
            await c.PublishAndRouteAsync(records);
            IReadOnlyList<Delivery> first = await c.ReceiveAsync();
            Check.Sequence([records[1].Id, records[0].Id], first.Select(d => d.Id), "order");
            await c.Broker.ReleaseAsync(first, c.Token);
            await CheckOrderAsync(c, records[1].Id, records[0].Id);
            Check.Equal(-5_000_000.3, (await c.State.Queries.GetAsync(records[0].Id, c.Token))!.Record.Priority.Value, "priority");
        }),
        new("Without the capability, a priority that comes of ageing is refused and nothing is stored", Area, async c =>
        {
            if (c.Broker.Capabilities.Ageing)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} declares ageing.");
            }

            await Check.ThrowsAsync<CapabilityNotSupportedException>(
                () => c.Broker.RouteAsync([new Route(InvocationId.New(), Priority: Aged(-101))], c.Token).AsTask(), "a route with the priority of its age");
            Check.Equal(0, await c.Broker.CountInvocationsAsync(c.Token), "count");
        }),
        Lanes("Lanes are served in turn, whatever their length", async c =>
        {
            InvocationId[] big = await RoutedAsync(c, "big", 20);
            InvocationId[] small = await RoutedAsync(c, "small", 2);
            InvocationId[] mid = await RoutedAsync(c, "mid", 4);
            InvocationId[] first = [.. (await c.ReceiveAsync(9)).Select(d => d.Id)];
            Check.Sequence(big[..4], first.Intersect(big), "of the long lane");
            Check.Sequence(small, first.Intersect(small), "of the short lane");
            Check.Sequence(mid[..3], first.Intersect(mid), "of the lane of four");
        }),
        Lanes("A lane that comes late is not held up by what stands before it", async c =>
        {
            await RoutedAsync(c, "early", 50);
            Check.Equal(30, (await c.ReceiveAsync(30)).Count, "received");
            InvocationId late = (await RoutedAsync(c, "late", 1))[0];
            Check.True((await c.ReceiveAsync(2)).Any(d => d.Id == late), "the late one is among the next two");
        }),
        Lanes("A higher priority comes before any turn, and within a lane the order is kept", async c =>
        {
            InvocationId[] low = await RoutedAsync(c, "a", 3);
            var urgent = InvocationId.New();
            await c.Broker.RouteAsync([new Route(urgent, Priority: 3, Lane: "b")], c.Token);
            IEnumerable<InvocationId> all = (await c.ReceiveAsync()).Select(d => d.Id);
            Check.Sequence([urgent, .. low], all);
        }),
        new("Without the capability, a lane is refused and nothing is stored", Area, async c =>
        {
            if (c.Broker.Capabilities.Lanes)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} declares lanes.");
            }

            await Check.ThrowsAsync<CapabilityNotSupportedException>(
                () => c.Broker.RouteAsync([new Route(InvocationId.New(), Lane: "a")], c.Token).AsTask(), "a route with a lane");
            Check.Equal(0, await c.Broker.CountInvocationsAsync(c.Token), "count");
        }),
    ];

    private static ConformanceCase Promotion(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.Broker.Capabilities.Promotion, "promotion");
        await run(c);
    });

    private static ConformanceCase Lanes(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.Broker.Capabilities.Lanes, "lanes");
        await run(c);
    });

    private static async Task<InvocationId[]> RoutedAsync(CaseContext c, params double[] priorities)
    {
        Route[] routes = [.. priorities.Select(p => new Route(InvocationId.New(), Priority: Aged(p)))];
        await c.Broker.RouteAsync(routes, c.Token);
        return [.. routes.Select(r => r.Id)];
    }

    private static Priority Aged(double priority) => Priority.FromStore(priority);

    private static async Task<InvocationId[]> RoutedAsync(CaseContext c, string lane, int count)
    {
        Route[] routes = [.. Enumerable.Range(0, count).Select(_ => new Route(InvocationId.New(), Lane: lane))];
        await c.Broker.RouteAsync(routes, c.Token);
        return [.. routes.Select(r => r.Id)];
    }

    private static async Task CheckOrderAsync(CaseContext c, params InvocationId[] expected) =>
        Check.Sequence(expected, (await c.ReceiveAsync()).Select(d => d.Id), "order");
}
