using Microsoft.Extensions.Logging;

namespace Pynenc.SQLite;

internal static partial class Log
{
    [LoggerMessage(EventIds.DatabaseOpened, LogLevel.Information, "SQLite database {Path} is open for app {AppId}, durability {Durability}")]
    public static partial void DatabaseOpened(this ILogger logger, string path, AppId appId, Durability durability);

    [LoggerMessage(EventIds.DatabaseClosed, LogLevel.Information, "SQLite database {Path} is closed for app {AppId}")]
    public static partial void DatabaseClosed(this ILogger logger, string path, AppId appId);

    [LoggerMessage(EventIds.SchemaMigrated, LogLevel.Information, "The schema of app {AppId} in {Path} went from version {From} to {To}")]
    public static partial void SchemaMigrated(this ILogger logger, AppId appId, string path, long from, long to);

    [LoggerMessage(EventIds.BellUnavailable, LogLevel.Warning, "Wake-ups between processes are not available for {Path}; work of other processes is seen every {SafetyPollMs} ms")]
    public static partial void BellUnavailable(this ILogger logger, string path, double safetyPollMs, Exception error);

    [LoggerMessage(EventIds.RingFailed, LogLevel.Warning, "Other processes could not be woken through {Path}; they see the work at their next safety poll")]
    public static partial void RingFailed(this ILogger logger, string path, Exception error);

    [LoggerMessage(EventIds.WriterDied, LogLevel.Critical, "The writer of {Path} died; every write fails until the application is started again")]
    public static partial void WriterDied(this ILogger logger, string path, Exception error);

    [LoggerMessage(EventIds.SettledReadFailed, LogLevel.Warning, "What other processes settled could not be read; asked again at the next safety poll")]
    public static partial void SettledReadFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.QueueAdopted, LogLevel.Information, "The kind of queue of app {AppId} changed: {Count} invocations moved to the new one")]
    public static partial void QueueAdopted(this ILogger logger, AppId appId, long count);

    [LoggerMessage(EventIds.LongBusy, LogLevel.Warning, "Other processes kept {Path} locked for {ElapsedMs} ms before this write could start")]
    public static partial void LongBusy(this ILogger logger, string path, double elapsedMs);

    [LoggerMessage(EventIds.StaleEntries, LogLevel.Debug, "{Count} stale queue entries were dropped")]
    public static partial void StaleEntries(this ILogger logger, int count);
}
