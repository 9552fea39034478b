using Pynenc.TestServers;

// usage: start    starts every server this machine has, prints one "export NAME='connection string'" per server, then "ready";
//                 ends them when standard input closes
const int Attempts = 3;
var servers = new List<TestServer>();
foreach ((string variable, Func<TestServer> create) in new (string, Func<TestServer>)[]
{
    (RedisServer.Variable, () => new RedisServer()),
    (PostgresServer.Variable, () => new PostgresServer()),
    (RabbitMQServer.Variable, () => new RabbitMQServer()),
    (MongoServer.Variable, () => new MongoServer()),
})
{
    if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 })
    {
        continue;
    }

    for (int attempt = 1; attempt <= Attempts; attempt++)
    {
        TestServer server = create();
        servers.Add(server);
        try
        {
            await server.StartAsync(CancellationToken.None);
            Console.WriteLine($"export {variable}='{server.ConnectionString}'");
            break;
        }
        catch (ServerMissingException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message);
            break;
        }
        catch (Exception error) when (attempt < Attempts)
        {
            // A free port is free only until somebody else takes it.
            await Console.Error.WriteLineAsync($"{error.Message} It is tried again on another port.");
        }
    }
}

Console.WriteLine("ready");
Console.Out.Close();
while (await Console.In.ReadLineAsync() is not null)
{
}

foreach (TestServer server in servers)
{
    await server.DisposeAsync();
}
