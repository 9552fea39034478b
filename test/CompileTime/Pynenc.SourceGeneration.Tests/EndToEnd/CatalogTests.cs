namespace Pynenc.SourceGeneration.EndToEnd;

/// <summary>The generator attached as a user attaches it.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void Every_marked_method_is_in_the_catalog_before_anything_asks() => Assert.Equal(
        ["Pynenc.SourceGeneration.EndToEnd.Jobs.Add", "Pynenc.SourceGeneration.EndToEnd.Mailer.SendAsync", "ping"],
        TaskCatalog.Definitions.Select(d => d.Id.Value));

    [Fact]
    public void A_definition_carries_options_parameters_and_result()
    {
        TaskDefinition add = Find("Pynenc.SourceGeneration.EndToEnd.Jobs.Add");

        Assert.Equal((3, 2.5, "old-add"), (add.Options.MaxRetries, add.Options.Priority, Assert.Single(add.Options.Aliases)));
        Assert.Equal([("x", false), ("y", true)], add.Parameters.Select(p => (p.Name, p.IsOptional)));
        Assert.Equal(typeof(int), add.ResultType);
    }

    [Fact]
    public void A_task_without_result_has_the_unit()
    {
        TaskDefinition ping = Find("ping");

        Assert.Equal((typeof(Unit), "fast"), (ping.ResultType, ping.Options.Queue));
        Assert.Empty(ping.Parameters);
    }

    [Fact]
    public void Calls_have_the_parameters_of_their_methods()
    {
        // Compiled, not run: there is no backend below this project.
        static async Task<int> Use(PynencApp app, CancellationToken ct)
        {
            Invocation<int> sum = await app.Jobs.AddAsync(1, 2, new CallOptions { Priority = 5 }, ct);
            Invocation<Unit> ping = await app.Jobs.PingAsync(cancellationToken: ct);
            Invocation<Unit> mail = await app.Mailer.SendAsync("a@b", subject: "hi", cancellationToken: ct);
            TaskHandle<(int x, int y), int> handle = app.Jobs.Add;
            InvocationGroup<int> group = await handle.ParallelizeAsync([(1, 2), (3, 4)], cancellationToken: ct);
            _ = (ping, mail, group);
            return await sum;
        }

        Assert.NotNull((Func<PynencApp, CancellationToken, Task<int>>)Use);
    }

    private static TaskDefinition Find(string id) => TaskCatalog.Definitions.Single(d => d.Id.Value == id);
}
