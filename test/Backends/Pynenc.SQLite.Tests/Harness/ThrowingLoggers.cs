using Microsoft.Extensions.Logging;

namespace Pynenc.SQLite.Tests;

/// <summary>A log whose disk is full, or whose author was careless.</summary>
internal sealed class ThrowingLoggers : ILoggerFactory, ILogger
{
    public volatile bool IsThrowing;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsThrowing)
        {
            throw new InvalidOperationException("The log is broken.");
        }
    }

    public void Dispose()
    {
    }
}
