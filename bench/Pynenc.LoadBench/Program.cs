using Pynenc;
using Pynenc.LoadBench;
using Pynenc.SQLite;
using Pynenc.TestServers;

string[] wanted = args.Length == 0 ? ["memory", "sqlite"] : args;
DirectoryInfo folder = Directory.CreateTempSubdirectory("pynenc-bench-");
try
{
    int run = 0;
    foreach (string backend in wanted)
    {
        if (backend is not ("memory" or "sqlite" or "rabbitmq"))
        {
            await Console.Error.WriteLineAsync($"unknown backend '{backend}'; there are: memory, sqlite, rabbitmq");
            return 2;
        }

        if (backend == "rabbitmq")
        {
            string server = ServerKind.RabbitMQ.ConnectionString;
            string Database() => Path.Combine(folder.FullName, $"{run++}.db");
            string App() => $"bench-{Guid.CreateVersion7():N}";
            await Load.RunAsync("rabbitmq, quorum, memory state", o => o.AppId(App()).UseRabbitMQBroker(server).UseMemoryState(), 20_000);
            await Load.RunAsync("rabbitmq, quorum, sqlite state, durability Normal", o => o.AppId(App()).UseRabbitMQBroker(server).UseSQLiteState(Database(), s => s.Durability = Durability.Normal), 20_000);
            await Load.RunAsync("rabbitmq, priorities, sqlite state, durability Normal", o => o.AppId(App()).UseRabbitMQBroker(server, s => s.Priorities = true).UseSQLiteState(Database(), s => s.Durability = Durability.Normal), 20_000);
            continue;
        }

        if (backend == "memory")
        {
            await Load.RunAsync("memory", o => o.UseMemory(), 300_000);
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
