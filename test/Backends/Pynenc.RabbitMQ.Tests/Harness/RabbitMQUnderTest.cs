using System.Collections.Concurrent;
using Pynenc.Testing.Conformance;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>The broker beside a state backend; deletes its queues at the end.</summary>
internal sealed class RabbitMQUnderTest(string name, string server, Action<PynencAppBuilder> state, Action<RabbitMQBackendOptions> configure) : BackendUnderTest
{
    private readonly ConcurrentDictionary<AppId, bool> _apps = new();

    public override string Name => name;

    public override void Configure(PynencAppBuilder builder)
    {
        var options = new RabbitMQBackendOptions();
        configure(options);
        state(builder);
        builder.UseBroker(app =>
        {
            _apps.TryAdd(app.AppId, true);
            return new RabbitMQBroker(app, new ServerAddress(server, options), options);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (AppId app in _apps.Keys)
        {
            await Server.DeleteAsync(server, app.Value);
        }

        await base.DisposeAsync();
    }
}
