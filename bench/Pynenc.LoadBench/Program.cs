using Pynenc.LoadBench;
using Pynenc.LoadBench.Report;
using Pynenc.TestServers;

// usage: load <backend>... [options]      measures; see BenchOptions
//        worker <target> <place>         a worker of a measure; ends when its input does
//        listen <target> <place>         the other end of a raw path; likewise
switch (args)
{
    case ["worker", string target, string place]:
        await WorkerProcess.RunAsync(target, place);
        return 0;
    case ["listen", string target, string place]:
        await ListenerProcess.RunAsync(target, place);
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

    int measured = 0;
    int failed = 0;
    foreach (IGrouping<string, BenchTarget> backend in options.Targets.GroupBy(t => t.Backend))
    {
        var benches = new List<Bench>();
        try
        {
            double? before = await Machine.BusyCoresAsync();
            await RunAsync([.. backend], options, benches);
            string noise = Machine.Noise(before, await Machine.BusyCoresAsync());
            Console.WriteLine(noise);
            if (options.IsSaved)
            {
                (string name, string asked) = options.IsOrchestration ? ($"{backend.Key}-orchestration", $"{backend.Key} --orchestration") : (backend.Key, backend.Key);
                SavedReport.Write(Path.Combine("bench", "results"), name, asked, [.. machine, noise], benches);
            }

            measured++;
        }
        catch (ServerMissingException missing)
        {
            Console.WriteLine($"{backend.Key} was skipped: {missing.Message}");
        }
        catch (Exception error) when (options.Targets.Select(t => t.Backend).Distinct().Count() > 1)
        {
            // The others are measured all the same.
            await Console.Error.WriteLineAsync($"{backend.Key} failed: {error}");
            failed++;
        }
    }

    return failed > 0 ? 1 : measured > 0 ? 0 : 3;
}

static async Task RunAsync(IReadOnlyList<BenchTarget> targets, BenchOptions options, List<Bench> benches)
{
    DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-");
    var servers = new Dictionary<ServerKind, TestServer?>();
    try
    {
        foreach (BenchTarget target in targets)
        {
            foreach (ServerKind kind in target.Servers.Where(k => !servers.ContainsKey(k)))
            {
                bool isNamed = Environment.GetEnvironmentVariable(kind.Variable) is { Length: > 0 };
                servers.Add(kind, isNamed ? null : await StartAsync(target.CreateServer(kind), kind));
            }

            ConsoleReport.Heading(target);
            // The last part names the application, which has no plus.
            string place = folder.CreateSubdirectory($"{folder.Name}-{target.Name}".ToLowerInvariant().Replace('+', '-')).FullName;
            var bench = new Bench(target, options, place, ConsoleReport.Write);
            await bench.RunAsync();
            benches.Add(bench);
        }
    }
    finally
    {
        foreach ((ServerKind kind, TestServer? server) in servers)
        {
            if (server is not null)
            {
                await server.DisposeAsync();
                Environment.SetEnvironmentVariable(kind.Variable, null);
            }
        }

        folder.Delete(recursive: true);
    }
}

static async Task<TestServer> StartAsync(TestServer server, ServerKind kind)
{
    await server.StartAsync(CancellationToken.None);
    Environment.SetEnvironmentVariable(kind.Variable, server.ConnectionString);
    return server;
}
