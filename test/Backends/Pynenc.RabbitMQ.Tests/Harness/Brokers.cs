using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>Brokers of one application, as so many processes would have them; closes them and deletes their queues at the end.</summary>
internal sealed class Brokers(string server, string? app = null) : IAsyncDisposable
{
    private readonly List<PynencApp> _apps = [];

    public string App { get; } = app ?? Server.NewApp();

    /// <summary>Everything that was logged, with its level.</summary>
    public ConcurrentQueue<(LogLevel Level, int Event, string Text)> Logged { get; } = new();

    /// <summary>The server's queue behind a logical one.</summary>
    public string Physical(string queue = "default") => $"pynenc.{App}.queue.{queue}";

    public async Task<BaseBroker> OpenAsync(Action<RabbitMQBackendOptions>? configure = null, string? through = null)
    {
        BaseBroker broker = Create(configure, through);
        await broker.InitializeAsync(TestContext.Current.CancellationToken);
        return broker;
    }

    public BaseBroker Create(Action<RabbitMQBackendOptions>? configure = null, string? through = null)
    {
        var app = PynencApp.Create(o => o.AppId(App).UseLogging(new Recorder(Logged)).UseMemoryState().UseRabbitMQBroker(through ?? server, configure));
        _apps.Add(app);
        return app.Broker;
    }

    /// <summary>Waits until something was logged.</summary>
    public async Task<string> LoggedAsync(int eventId)
    {
        while (true)
        {
            if (Logged.FirstOrDefault(l => l.Event == eventId) is { Text: not null } found)
            {
                return found.Text;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PynencApp app in _apps)
        {
            await app.DisposeAsync();
        }

        await Server.DeleteAsync(server, App);
    }

    private sealed class Recorder(ConcurrentQueue<(LogLevel, int, string)> logged) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logged.Enqueue((logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));

        public void Dispose()
        {
        }
    }
}
