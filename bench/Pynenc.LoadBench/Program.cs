using Pynenc.LoadBench;
using Pynenc.LoadBench.Report;
using Pynenc.TestServers;

// usage: load <backend>... [options]      measures; see BenchOptions
//        worker <target> <place>         a worker of a measure; ends when its input does
switch (args)
{
    case ["worker", string target, string place]:
        await WorkerProcess.RunAsync(target, place);
        return 0;
    case ["load", .. string[] rest] when BenchOptions.Parse(rest) is { } options:
        return await LoadAsync(options);
    default:
        await Console.Error.WriteLineAsync($"Cannot read '{string.Join(' ', args)}'.\n{BenchOptions.Usage}");
        return 2;
}

static async Task<int> LoadAsync(BenchOptions options)
{
    IReadOnlyList<string> machine = await Machine.DescribeAsync();
    foreach (string line in machine)
    {
        Console.WriteLine(line);
    }

    foreach (IGrouping<string, BenchTarget> backend in options.Targets.GroupBy(t => t.Backend))
    {
        try
        {
            double? before = await Machine.BusyCoresAsync();
            List<Bench> benches = await RunAsync([.. backend], options);
            string noise = Machine.Noise(before, await Machine.BusyCoresAsync());
            Console.WriteLine(noise);
            if (options.IsSaved)
            {
                SavedReport.Write(Path.Combine("bench", "results"), backend.Key, [.. machine, noise], benches);
            }
        }
        catch (ServerMissingException missing)
        {
            await Console.Error.WriteLineAsync($"{backend.Key} was not measured: {missing.Message}");
            return 3;
        }
    }

    return 0;
}

static async Task<List<Bench>> RunAsync(IReadOnlyList<BenchTarget> targets, BenchOptions options)
{
    DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-");
    var servers = new Dictionary<ServerKind, TestServer?>();
    try
    {
        var benches = new List<Bench>();
        foreach (BenchTarget target in targets)
        {
            foreach (ServerKind kind in target.Servers.Where(k => !servers.ContainsKey(k)))
            {
                bool isNamed = Environment.GetEnvironmentVariable(kind.Variable) is { Length: > 0 };
                servers.Add(kind, isNamed ? null : await kind.StartOwnAsync(CancellationToken.None));
            }

            ConsoleReport.Heading(target);
            string place = folder.CreateSubdirectory($"{folder.Name}-{target.Name}".ToLowerInvariant()).FullName;
            var bench = new Bench(target, options, place, ConsoleReport.Write);
            await bench.RunAsync();
            benches.Add(bench);
        }

        return benches;
    }
    finally
    {
        foreach (TestServer server in servers.Values.OfType<TestServer>())
        {
            await server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
