using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Two applications on one store share nothing.</summary>
internal static class IsolationCases
{
    private const string Area = "isolation";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Two applications on one store do not see each other's work", Area, async c =>
        {
            (PynencApp a, PynencApp b) = await TwoAsync(c);
            await a.CallJsonAsync("add", """{"x":1,"y":2}""", cancellationToken: c.Token);
            Check.Equal(1, await a.Broker.CountInvocationsAsync(c.Token), "queued in the one");
            Check.Equal(0, await b.Broker.CountInvocationsAsync(c.Token), "queued in the other");
            Check.Equal(0, (await b.CountAsync(c.Token)).Count, "counted in the other");
            Check.Equal(0, (await b.PageAsync(cancellationToken: c.Token)).Items.Count, "listed in the other");
        }),
        new("A purge leaves the other application whole", Area, async c =>
        {
            (PynencApp a, PynencApp b) = await TwoAsync(c);
            await a.CallJsonAsync("add", """{"x":1,"y":2}""", cancellationToken: c.Token);
            Invocation kept = await b.CallJsonAsync("add", """{"x":1,"y":2}""", cancellationToken: c.Token);
            await a.PurgeAsync(a.AppId.Value, c.Token);
            Check.Equal(0, await a.Broker.CountInvocationsAsync(c.Token), "queued in the purged one");
            Check.Equal(0, (await a.PageAsync(cancellationToken: c.Token)).Items.Count, "listed in the purged one");
            Check.Equal(1, await b.Broker.CountInvocationsAsync(c.Token), "queued in the other");
            Check.Equal(InvocationStatus.Registered, await kept.StatusAsync(c.Token));
        }),
        new("After a purge the application works on", Area, async c =>
        {
            TaskHandle<(int, int), int> add = c.App.Task("add", (int x, int y) => x + y);
            await add.CallAsync(1, 2, cancellationToken: c.Token);
            await c.App.PurgeAsync(c.App.AppId.Value, c.Token);
            await c.StartRunnerAsync();
            Invocation<int> fresh = await add.CallAsync(3, 4, cancellationToken: c.Token);
            Check.Equal(7, await c.DriveAsync(fresh.ResultAsync(cancellationToken: c.Token).AsTask()), "result");
        }),
        new("A purge without the right confirmation removes nothing", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            await Check.ThrowsAsync<ArgumentException>(() => c.App.PurgeAsync("something-else", c.Token).AsTask(), "purge");
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(id));
        }),
    ];

    private static async Task<(PynencApp A, PynencApp B)> TwoAsync(CaseContext c)
    {
        // Two ids that a careless naming scheme would mix up.
        string id = $"x{Guid.CreateVersion7():N}"[..20];
        PynencApp a = c.Open(appId: id);
        PynencApp b = c.Open(appId: id + "__b");
        foreach (PynencApp app in new[] { a, b })
        {
            app.Task("add", (int x, int y) => x + y);
            await app.InitializeAsync(c.Token);
        }

        return (a, b);
    }
}
