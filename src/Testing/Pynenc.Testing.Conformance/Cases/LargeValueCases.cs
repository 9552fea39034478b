using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Large arguments and results as a user of tasks sees them, where the backend has a place for them.</summary>
internal static class LargeValueCases
{
    private const string Area = "large values";
    private const int Size = 3_000_000;

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("Arguments and results beyond the limit of a payload come back whole, in calls, groups and what follows", async c =>
        {
            string large = new('x', Size);
            var pass = c.App.Task("pass", (int i, string text) => $"{i}{text}");
            var total = c.App.Task("total", (string[] all) => all.Sum(t => (long)t.Length));
            await c.StartRunnerAsync();
            InvocationGroup<string> group = await pass.ParallelizeAsync(Enumerable.Range(0, 3).Select(i => (i, large)), cancellationToken: c.Token);
            Check.Sequence(["0", "1", "2"], (await c.DriveAsync(group.AllAsync(c.Token).AsTask())).Select(t => t.Length == Size + 1 ? t[..1] : $"{t.Length} characters"));
            Check.Equal(3L * (Size + 1), await EngineCases.ResultAsync(c, await group.ThenAsync(total, cancellationToken: c.Token)), "what follows");
            Invocation again = await c.App.RerunAsync(group.Ids[1], c.Token);
            Check.Equal(Size + 1, (await EngineCases.ResultAsync(c, c.App.Invocation<string>(again.Id))).Length, "run again");
            InvocationState state = await group.Invocations[0].StateAsync(c.Token);
            Check.True(state.Record.Arguments.Length < 1000, "the record itself is small");
            await EngineCases.LegalAsync(c);
        }),
        Case("A large value goes when the last invocation that refers to it has gone, and not before", async c =>
        {
            string large = new('y', Size);
            var length = c.App.Task("length", (string text) => text.Length);
            ThreadRunner runner = await c.StartRunnerAsync();
            Invocation<int> first = await length.CallAsync(large, cancellationToken: c.Token);
            Invocation<int> second = await length.CallAsync(large, cancellationToken: c.Token);
            Check.Equal(Size, await EngineCases.ResultAsync(c, first), "the first");
            Check.Equal(Size, await EngineCases.ResultAsync(c, second), "the second");

            // A sweep of the runner would be the one that removes, and may not be done when the one below is.
            await runner.StopAsync();
            var key = ContentKey.Of(System.Text.Encoding.UTF8.GetBytes($"\"{large}\""));
            Check.Equal(1, await c.App.DeleteAsync([first.Id], c.Token), "deleted first");
            await c.AdvanceAsync(c.App.Options.Retention.UnusedContent!.Value * 2);
            await c.App.SweepAsync(c.Token);
            Check.True(await ExistsAsync(c, key), "the second still refers to it");
            Check.Equal(1, await c.App.DeleteAsync([second.Id], c.Token), "deleted second");
            await c.AdvanceAsync(c.App.Options.Retention.UnusedContent!.Value * 2);
            await c.App.SweepAsync(c.Token);
            Check.True(!await ExistsAsync(c, key), "nobody refers to it any more");
        }),
    ];

    private static ConformanceCase Case(string name, Func<CaseContext, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.ClientData is not null, "a place for large values");
        c.Need(c.State.Capabilities.Removal, "removal");
        await run(c);
    });

    private static async Task<bool> ExistsAsync(CaseContext c, ContentKey key)
    {
        Stream? stored = await c.State.ClientData!.OpenAsync(key, c.Token);
        if (stored is null)
        {
            return false;
        }

        await stored.DisposeAsync();
        return true;
    }
}
