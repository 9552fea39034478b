using Microsoft.Extensions.Logging;

namespace Pynenc.Redis;

internal static partial class Log
{
    [LoggerMessage(EventIds.ConnectionLost, LogLevel.Warning, "The connection to Redis at {Endpoint} is lost ({Cause}); it is opened again by itself")]
    public static partial void ConnectionLost(this ILogger logger, string endpoint, string cause);

    [LoggerMessage(EventIds.ConnectionRestored, LogLevel.Information, "The connection to Redis at {Endpoint} is back")]
    public static partial void ConnectionRestored(this ILogger logger, string endpoint);

    [LoggerMessage(EventIds.NotPersistent, LogLevel.Warning, "{Server} keeps no append-only file, so what it has accepted is lost when it ends. Set 'appendonly yes' on the server")]
    public static partial void NotPersistent(this ILogger logger, string server);

    [LoggerMessage(EventIds.Evicts, LogLevel.Warning, "{Server} removes keys by itself when its memory is full (maxmemory-policy {Policy}), accepted work among them. Set 'maxmemory-policy noeviction' on the server")]
    public static partial void Evicts(this ILogger logger, string server, string policy);

    [LoggerMessage(EventIds.QueueAdopted, LogLevel.Information, "{Count} invocations changed between this store's queue and another broker's")]
    public static partial void QueueAdopted(this ILogger logger, long count);

    [LoggerMessage(EventIds.ListenerFailed, LogLevel.Error, "A listener for settled invocations threw; it misses what it was told")]
    public static partial void ListenerFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.StaleEntries, LogLevel.Debug, "{Count} queue entries were dropped, because their invocations are not to be claimed")]
    public static partial void StaleEntries(this ILogger logger, long count);

    [LoggerMessage(EventIds.SubscribeFailed, LogLevel.Warning, "The channel of this application could not be left; it is left with its connection")]
    public static partial void SubscribeFailed(this ILogger logger, Exception error);
}
