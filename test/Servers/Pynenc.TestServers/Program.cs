using Pynenc.TestServers;

// usage: start    starts every server this machine has, prints one "export NAME='connection string'" per server, then "ready";
//                 ends them when standard input closes
var servers = new List<TestServer>();
foreach ((string variable, TestServer server) in new (string, TestServer)[]
{
    (RedisServer.Variable, new RedisServer()),
    (PostgresServer.Variable, new PostgresServer()),
    (RabbitMQServer.Variable, new RabbitMQServer()),
    (MongoServer.Variable, new MongoServer()),
})
{
    servers.Add(server);
    if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 })
    {
        continue;
    }

    try
    {
        await server.StartAsync(CancellationToken.None);
        Console.WriteLine($"export {variable}='{server.ConnectionString}'");
    }
    catch (ServerMissingException missing)
    {
        await Console.Error.WriteLineAsync(missing.Message);
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
