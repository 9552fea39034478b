using Microsoft.Extensions.Logging;

namespace Pynenc.MongoDB;

internal static partial class Log
{
    [LoggerMessage(EventIds.Opened, LogLevel.Debug, "Opened database {Database} on {Server}, {Kind}")]
    public static partial void Opened(this ILogger logger, string database, string server, string kind);

    [LoggerMessage(EventIds.NotReplicated, LogLevel.Warning, "{Server} is a standalone server: what it has acknowledged survives a crash of the server, and not the loss of its disk. Use a replica set of three in production")]
    public static partial void NotReplicated(this ILogger logger, string server);

    [LoggerMessage(EventIds.SchemaMigrated, LogLevel.Information, "The collections of database {Database} are now at version {Version}")]
    public static partial void SchemaMigrated(this ILogger logger, string database, int version);

    [LoggerMessage(EventIds.QueueAdopted, LogLevel.Information, "{Count} invocations changed between this database's queue and another broker's")]
    public static partial void QueueAdopted(this ILogger logger, long count);

    [LoggerMessage(EventIds.Watching, LogLevel.Debug, "Signals of other processes come by a change stream")]
    public static partial void Watching(this ILogger logger);

    [LoggerMessage(EventIds.FeedFailed, LogLevel.Warning, "Signals of other processes cannot be read; tried again in {PauseMs} ms. Until then their work is found by looking now and then")]
    public static partial void FeedFailed(this ILogger logger, double pauseMs, Exception error);

    [LoggerMessage(EventIds.RingFailed, LogLevel.Debug, "Other processes could not be told of new work; they find it by looking now and then")]
    public static partial void RingFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.ListenerFailed, LogLevel.Error, "A listener for settled invocations threw; it misses what it was told")]
    public static partial void ListenerFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.PayloadMissing, LogLevel.Error, "A stored value of invocation {InvocationId} is missing; it is taken as empty")]
    public static partial void PayloadMissing(this ILogger logger, InvocationId invocationId);

    [LoggerMessage(EventIds.LeftoversRemoved, LogLevel.Information, "Removed {Count} documents that a crash had left behind")]
    public static partial void LeftoversRemoved(this ILogger logger, long count);

    [LoggerMessage(EventIds.LeftoversFailed, LogLevel.Warning, "Documents that a crash had left behind could not be looked for; tried again later")]
    public static partial void LeftoversFailed(this ILogger logger, Exception error);
}
