using Pynenc;
using Pynenc.LoadBench;
using Pynenc.SQLite;

string[] wanted = args.Length == 0 ? ["memory", "sqlite"] : args;
DirectoryInfo folder = Directory.CreateTempSubdirectory("pynenc-bench-");
try
{
    int run = 0;
    foreach (string backend in wanted)
    {
        if (backend is not ("memory" or "sqlite" or "postgres"))
        {
            await Console.Error.WriteLineAsync($"unknown backend '{backend}'; there are: memory, sqlite, postgres");
            return 2;
        }

        if (backend == "memory")
        {
            await Load.RunAsync("memory", o => o.UseMemory(), 300_000);
            continue;
        }

        if (backend == "postgres")
        {
            string server = Environment.GetEnvironmentVariable("PYNENC_TEST_POSTGRES") ?? throw new InvalidOperationException("Set PYNENC_TEST_POSTGRES, or run this by eng/services.sh run.");
            await Load.RunAsync("postgres", o => o.AppId($"bench-{run++}").UsePostgres(server, s => s.Schema = $"bench_{Environment.ProcessId}"), 50_000);
            continue;
        }

        foreach (Durability durability in new[] { Durability.Normal, Durability.Full })
        {
            string Database() => Path.Combine(folder.FullName, $"{run++}.db");
            await Load.RunAsync($"sqlite, durability {durability}", o => o.UseSQLite(Database(), s => s.Durability = durability), 50_000);
        }
    }
}
finally
{
    folder.Delete(recursive: true);
}

return 0;
