namespace Pynenc.SQLite.Tests;

/// <summary>Applications that share a file never meet, whatever they are called.</summary>
public sealed class NeighbourTests
{
    private static readonly string[] Ids = ["a", "a__b", "a-b", "a_b", "sqlite", "sqlite_", "pynenc", "schema", "0"];

    [Fact]
    public async Task Every_application_sees_its_own_work_only_and_a_purge_takes_nobody_elses()
    {
        await using var file = new TempFile();
        var apps = new List<PynencApp>();
        var published = new List<InvocationId[]>();
        foreach (string id in Ids)
        {
            apps.Add(await file.OpenAsync(id));
        }

        for (int i = 0; i < apps.Count; i++)
        {
            // A different number each, so that a count cannot be right by chance.
            var ids = new List<InvocationId>();
            for (int n = 0; n <= i; n++)
            {
                ids.Add(await apps[i].PublishAsync());
            }

            published.Add([.. ids]);
        }

        for (int purged = 0; purged < apps.Count; purged++)
        {
            await apps[purged].PurgeAsync(Ids[purged], TempFile.Token);
            for (int i = 0; i < apps.Count; i++)
            {
                long expected = i <= purged ? 0 : published[i].Length;
                Assert.Equal((Ids[i], expected, expected), (Ids[i], await apps[i].StoredAsync(), await apps[i].QueuedAsync()));
            }
        }

        InvocationId again = await apps[0].PublishAsync();
        Assert.Equal([again], await apps[0].TakeAsync(await apps[0].RunnerAsync()));
    }

    [Fact]
    public async Task Every_table_and_index_bears_the_whole_id_of_one_application()
    {
        await using var file = new TempFile();
        foreach (string id in Ids)
        {
            PynencApp app = await file.OpenAsync(id);
            await app.DisposeAsync();
        }

        string[] names = file.Ask("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'");
        Assert.All(names, n => Assert.Contains(n.Split('.')[1], Ids));
        Assert.Single(names.GroupBy(n => n.Split('.')[1]).Select(g => g.Count()).Distinct());
        Assert.Equal(Ids.Length, names.Count(n => n.EndsWith(".schema", StringComparison.Ordinal)));
    }
}
