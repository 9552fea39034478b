namespace Pynenc.TestServers;

/// <summary>A kind of server, and the variable through which a process and its children are told where it is.</summary>
public sealed class ServerKind
{
    private readonly Func<Task<string>> _shared;

    private ServerKind(string variable, Func<TestServer> create, Func<Task<string>> shared)
    {
        Variable = variable;
        Create = create;
        _shared = shared;
    }

    public static ServerKind Redis { get; } = new(RedisServer.Variable, () => new RedisServer(), RedisServer.SharedAsync);

    public static ServerKind Postgres { get; } = new(PostgresServer.Variable, () => new PostgresServer(), PostgresServer.SharedAsync);

    public static ServerKind RabbitMQ { get; } = new(RabbitMQServer.Variable, () => new RabbitMQServer(), RabbitMQServer.SharedAsync);

    public static ServerKind MongoDB { get; } = new(MongoServer.Variable, () => new MongoServer(), MongoServer.SharedAsync);

    /// <summary>The environment variable with its connection string.</summary>
    public string Variable { get; }

    /// <summary>Makes one that can be killed without anybody else noticing.</summary>
    public Func<TestServer> Create { get; }

    /// <summary>How this process reaches it.</summary>
    public string ConnectionString => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} is not set. Ensure the server first, or start this process from one that has.");

    /// <summary>Makes the shared one known to this process and to those it starts.</summary>
    /// <exception cref="ServerMissingException">There is none here.</exception>
    public async Task EnsureSharedAsync() => Environment.SetEnvironmentVariable(Variable, await _shared());

    /// <summary>Starts one of this process's own, and makes it known to those it starts.</summary>
    /// <exception cref="ServerMissingException">There is none here.</exception>
    public async Task<TestServer> StartOwnAsync(CancellationToken cancellationToken)
    {
        TestServer server = Create();
        await server.StartAsync(cancellationToken);
        Environment.SetEnvironmentVariable(Variable, server.ConnectionString);
        return server;
    }
}
