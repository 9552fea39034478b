using Microsoft.Extensions.Logging;

namespace Pynenc.Postgres;

internal static partial class Log
{
    [LoggerMessage(EventIds.ListenFailed, LogLevel.Warning, "The connection that listens for notifications is lost; opened again in {PauseMs} ms. Until then work is found every {PollMs} ms")]
    public static partial void ListenFailed(this ILogger logger, double pauseMs, double pollMs, Exception error);

    [LoggerMessage(EventIds.Listening, LogLevel.Debug, "Listening for notifications on channel {Channel}")]
    public static partial void Listening(this ILogger logger, string channel);

    [LoggerMessage(EventIds.SchemaMigrated, LogLevel.Information, "Schema {Schema} is now at version {Version}")]
    public static partial void SchemaMigrated(this ILogger logger, string schema, int version);

    [LoggerMessage(EventIds.QueueAdopted, LogLevel.Information, "{Count} invocations changed between this database's queue and another broker's")]
    public static partial void QueueAdopted(this ILogger logger, long count);

    [LoggerMessage(EventIds.Repeated, LogLevel.Debug, "A transaction met another one ({SqlState}) and is repeated")]
    public static partial void Repeated(this ILogger logger, string sqlState);

    [LoggerMessage(EventIds.ListenerFailed, LogLevel.Error, "A listener for settled invocations threw; it misses what it was told")]
    public static partial void ListenerFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.NotTold, LogLevel.Debug, "{Count} notifications could not be sent; what they tell is found by a poll")]
    public static partial void NotTold(this ILogger logger, int count, Exception error);
}
