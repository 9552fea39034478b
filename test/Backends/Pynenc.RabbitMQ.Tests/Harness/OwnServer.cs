using Pynenc.TestServers;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>A server of one test class, that may be killed.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    private readonly RabbitMQServer _server = new();
    private string? _missing;

    /// <summary>The server; the test is skipped when there is none.</summary>
    public RabbitMQServer Server
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _server;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await _server.StartAsync(CancellationToken.None);
        }
        catch (ServerMissingException missing)
        {
            _missing = missing.Message;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
